"""The tables of the store: a run with its experiment, and the snapshot it goes on from."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("created", Float, nullable=False),  # seconds since 1970, as are all times here
    Column("saved", Float, nullable=False),
    Column("experiment", Text, nullable=False),  # the document, JSON
    Column("plan", Text, nullable=False),  # how it is to be played, and what could not be honored, JSON
    Column("epoch", Integer, nullable=False),
    Column("train_loss", Float),
    Column("test_loss", Float),
    Index("runs_by_age", "saved"),
)

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("run", String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),  # safetensors: weights, moments, history
)
