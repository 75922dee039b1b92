"""Writes small valid wheels: make_wheels.py FOLDER JSON, a list of {name, version, build, tag, payload}.

For tests that need many packages, or a large one; `payload` is the number of bytes that it holds besides, a random
mebibyte again and again, stored uncompressed.
"""

import base64
import hashlib
import json
import os
import sys
import zipfile

CHUNK = 1 << 20
WHEN = (2020, 2, 2, 0, 0, 0)


def chunks(size):
    chunk = os.urandom(CHUNK)
    while size > 0:
        yield chunk[:size]
        size -= CHUNK


def add(archive, record, name, parts):
    digest = hashlib.sha256()
    size = 0
    with archive.open(zipfile.ZipInfo(name, WHEN), "w", force_zip64=True) as entry:
        for part in parts:
            entry.write(part)
            digest.update(part)
            size += len(part)
    text = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    record.append(f"{name},sha256={text},{size}")


def make(folder, name, version="1.0.0", build=None, tag="py3-none-any", payload=0):
    info = f"{name}-{version}.dist-info"
    parts = [name, version, *([str(build)] if build else []), tag]
    wheel = f"Wheel-Version: 1.0\nGenerator: e2e\nRoot-Is-Purelib: true\nTag: {tag}\n"
    if build:
        wheel += f"Build: {build}\n"
    record = []
    with zipfile.ZipFile(os.path.join(folder, "-".join(parts) + ".whl"), "w", zipfile.ZIP_STORED) as archive:
        add(archive, record, f"{name}/__init__.py", [f"BUILD = {build!r}\nTAG = {tag!r}\n".encode()])
        if payload:
            add(archive, record, f"{name}/payload.bin", chunks(payload))
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: made for a test\n"
        add(archive, record, f"{info}/METADATA", [metadata.encode()])
        add(archive, record, f"{info}/WHEEL", [wheel.encode()])
        record.append(f"{info}/RECORD,,")
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD", WHEN), "\n".join(record) + "\n")


for one in json.loads(sys.argv[2]):
    make(sys.argv[1], **one)
