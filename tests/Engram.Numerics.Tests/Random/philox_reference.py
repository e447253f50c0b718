"""Prints the first six words of RandomStream.FromSeed(42).Split("init"): SHA-256 identities and Philox 4x32-10, written independently."""
import hashlib
import struct


def philox(counter, key):
    x, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(b >> 32) ^ x[1] ^ k[0], b & mask, (a >> 32) ^ x[3] ^ k[1], a & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return x


root = hashlib.sha256(struct.pack("<Q", 42)).digest()[:16]
child = hashlib.sha256(root + b"init").digest()[:16]
k0, k1, lane0, lane1 = struct.unpack("<4I", child)
words = [word for block in range(2) for word in philox((block, 0, lane0, lane1), (k0, k1))]
print(", ".join(f"0x{word:08X}" for word in words[:6]))
