"""What a trained network says about rows, and how good that is; without Keras, TensorFlow and Streamlit."""
