"""The desk's live stream: what changed, told to every open page as it is committed.

Events name what changed and nothing else; a page then reads that part anew, behind the walls.
"""
