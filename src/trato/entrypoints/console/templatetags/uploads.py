"""What a page needs to know of files before one is sent to the server."""

from django import template

from trato.book.files.values import FILE_BYTES_MAX

register = template.Library()


@register.simple_tag
def file_bytes_max() -> int:
    """Return how large a file may be."""
    return FILE_BYTES_MAX
