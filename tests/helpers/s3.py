"""A real S3 server on this machine, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

BUCKET = "cards"


@contextmanager
def s3_server() -> Iterator[str]:
    """A `FILES_URL` that leads to a bucket of the server; it ends with the block."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        client = boto3.client("s3", region_name="us-east-1", endpoint_url=endpoint, **keys)
        client.create_bucket(Bucket=BUCKET)
        yield f"s3://test:test@{BUCKET}/kontora?endpoint={endpoint}"
    finally:
        server.stop()
