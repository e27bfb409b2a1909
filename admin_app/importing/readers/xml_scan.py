"""Streaming look into XML parts of a workbook; declarations of documents are refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from admin_app.importing.readers.errors import FileRefused


@contextmanager
def damage_refused() -> Iterator[None]:
    """Turn what a broken archive or broken XML raises into FileRefused."""
    try:
        yield
    except (BadZipFile, zlib_error, expat.ExpatError, EOFError, KeyError, ValueError) as error:
        raise FileRefused("corrupt") from error
    except NotImplementedError as error:  # a packing method that nobody uses for workbooks
        raise FileRefused("corrupt") from error
    except RuntimeError as error:  # zipfile's word for an encrypted part
        raise FileRefused("password") from error


def new_parser(part: str) -> expat.XMLParserType:
    """Make a parser that refuses a document type, and with it entities and outside files."""

    def refuse(*_: object) -> None:
        raise FileRefused("external_entity", part=part)

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = refuse
    return parser


def check_part(archive: ZipFile, part: str) -> None:
    """Read an XML part to its end: declared size, checksum, grammar and no document type."""
    with archive.open(part) as stream:
        parse(new_parser(part), stream)


def parse(parser: expat.XMLParserType, stream: IO[bytes]) -> None:
    """Feed a whole stream to a parser; an empty part is an error of grammar."""
    while block := stream.read(1 << 18):
        parser.Parse(block)
    parser.Parse(b"", True)  # noqa: FBT003 - takes no keywords
