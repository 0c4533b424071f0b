"""The engine: neural networks that train where everything can be seen and changed. Knows nothing of the web."""
