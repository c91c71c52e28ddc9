"""What crosses between who asks, who trains and who is told: frozen values, and the seams themselves."""
