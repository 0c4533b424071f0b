"""The server: runs, their stream and their REST. Knows the engine, and the page only as files."""
