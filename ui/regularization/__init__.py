"""The page of regularization: weight decay beside L2, smoothed labels, early stopping."""
