"""The stream: messages, frames, and how fast they are sent."""
