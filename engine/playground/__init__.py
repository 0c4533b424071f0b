"""TensorFlow Playground, number for number: its random stream, its links, and a reference trainer."""
