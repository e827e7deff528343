"""Files of forms on their way in: never readable on the disk, and gone with the process."""

import os
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from trato.foundation.veiled import Veiled


class Nameless(FileUploadHandler):
    """Keeps each file where nobody else finds or reads it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one."""
        super().new_file(*args, **kwargs)
        self._file = Veiled()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take what comes next."""
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Hand it out, at its beginning."""
        self._file.seek(0)
        return UploadedFile(
            file=cast(Any, self._file), name=self.file_name, content_type=self.content_type,
            size=file_size, charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """Forget what has come."""
        self._file.close()


def opened(file: "UploadedFile[Any]") -> IO[bytes]:
    """Return a file's bytes, at their beginning."""
    body = cast(IO[bytes], file.file)
    body.seek(0, os.SEEK_SET)
    return body
