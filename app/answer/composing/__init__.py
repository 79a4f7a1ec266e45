"""The model engine's pen: what a language model is asked, and its reply read into claims with quotes."""
