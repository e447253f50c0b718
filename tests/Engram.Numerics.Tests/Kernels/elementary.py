"""Reference values of sin, cos and tanh at doubles, correctly rounded from 60 digits: python3 elementary.py > elementary.json

Needs mpmath. Doubles are written as the 16 hexadecimal digits of their bits, so that nothing is lost on the way.
"""
import json
import random
import struct

from mpmath import cos, mp, mpf, pi, sin, tanh

mp.dps = 60
draw = random.Random(20180521)


def bits(x):
    return struct.pack(">d", float(x)).hex()


def neighbours(x):
    """The double nearest to x and the two beside it."""
    (middle,) = struct.unpack(">q", struct.pack(">d", float(x)))
    return [struct.unpack(">d", struct.pack(">q", middle + k))[0] for k in (-1, 0, 1)]


angles = [draw.uniform(-4, 4) for _ in range(100)]
angles += [draw.uniform(-1e5, 1e5) for _ in range(100)]
angles += [draw.uniform(-1e9, 1e9) for _ in range(50)]
angles += [draw.choice([-1, 1]) * 10 ** draw.uniform(-300, 0) for _ in range(50)]
for k in [1, 2, 3, 4, 5, 6, 7, 100, 101, 12345, 63661, 63662] + [draw.randrange(1, 636619772) for _ in range(40)]:
    angles += neighbours(k * pi / 2)      # where sin or cos nearly vanishes
    angles += neighbours(k * pi / 2 + pi / 4)  # where the reduction changes its mind
angles += [1e9, -1e9, 5e-324, -5e-324]

arguments = [draw.uniform(-1, 1) for _ in range(100)]
arguments += [draw.uniform(-0.5, 0.5) for _ in range(400)]  # here a careless quotient loses most
arguments += [draw.uniform(-21, 21) for _ in range(150)]
arguments += [draw.choice([-1, 1]) * 10 ** draw.uniform(-300, 0) for _ in range(50)]
arguments += [1.0, -1.0, 19.0615, 19.06155, 20.0, 700.0, 5e-324, 1e308]

# One row a line; mpmath rounds to nearest, also into the subnormals, when it makes a float.
print(json.dumps({
    "sinCos": [" ".join([bits(x), bits(sin(mpf(x))), bits(cos(mpf(x)))]) for x in angles],
    "tanh": [" ".join([bits(x), bits(tanh(mpf(x)))]) for x in arguments],
}, indent=0))
