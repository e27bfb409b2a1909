"""Files in an S3 server: any that speaks the protocol, named by `FILES_URL` (extra `s3`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from admin_app.config import S3Place
from admin_app.errors import NotFound
from admin_app.services.shared.files import is_key, new_key, reading

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_PATIENCE = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    # servers other than Amazon's do not know the newer checksums
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@lru_cache(maxsize=4)
def _client(place: S3Place) -> Any:
    """One client a process: it is safe in threads and keeps its connections."""
    return boto3.session.Session().client(
        "s3",
        region_name=place.region or ("us-east-1" if place.endpoint else None),
        endpoint_url=place.endpoint,
        aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key,
        config=_PATIENCE,
    )


@dataclass(frozen=True)
class S3Storage:
    """Files under a prefix of a bucket; content goes in and out in pieces."""

    place: S3Place

    def put(self, source: Path | bytes | BinaryIO) -> str:
        """Keep a copy of a file, or this content; its key."""
        key = new_key()
        with reading(source) as content:
            # boto3 closes what it is given; the caller's file is his
            self._client.upload_fileobj(_Unclosed(content), self.place.bucket, self._name(key))
        return key

    def open(self, key: str) -> BinaryIO:
        """The file for reading, piece by piece; raises NotFound."""
        return cast("BinaryIO", self._ask("get_object", key)["Body"])

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        try:
            return is_key(key) and self.size(key) >= 0
        except NotFound:
            return False

    def size(self, key: str) -> int:
        """How many bytes it has; raises NotFound."""
        return int(self._ask("head_object", key)["ContentLength"])

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        self._ask("delete_object", key)

    def older(self, before: datetime) -> Iterator[str]:
        """The keys of files that were last written before the moment."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.place.bucket, Prefix=self.place.prefix):
            for entry in page.get("Contents", ()):
                key = entry["Key"].removeprefix(self.place.prefix)
                if is_key(key) and entry["LastModified"] < before:
                    yield key

    def problem(self) -> str | None:
        """Why the bucket cannot be used, None when it can."""
        try:
            self._client.head_bucket(Bucket=self.place.bucket)
        except (BotoCoreError, ClientError) as error:
            return str(error)
        return None

    @property
    def _client(self) -> Any:
        return _client(self.place)

    def _name(self, key: str) -> str:
        if not is_key(key):
            raise NotFound("file")
        return f"{self.place.prefix}{key}"

    def _ask(self, method: str, key: str) -> dict[str, Any]:
        name = self._name(key)
        try:
            answer: dict[str, Any] = getattr(self._client, method)(
                Bucket=self.place.bucket, Key=name
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                raise NotFound("file") from None
            raise
        return answer


class _Unclosed:
    """A file that can be read and sought, and that nobody else closes."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def close(self) -> None:
        """Leave it open."""
