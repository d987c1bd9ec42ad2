"""Read the bytes of every record of a workspace and do nothing with them: what no check of all records can be faster than."""

import os
import sys

many = 0
for top in ("cases", "meetings", "profile"):
    for folder, _, names in os.walk(f"{sys.argv[1]}/{top}"):
        for name in names:
            handle = os.open(f"{folder}/{name}", os.O_RDONLY)
            while part := os.read(handle, 1 << 20):
                many += len(part)
            os.close(handle)
print(many)
