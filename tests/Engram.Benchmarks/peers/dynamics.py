"""W5: inverse dynamics of an arm for a batch of motions, by the recursive algorithm of Newton and Euler in link frames.

w, dw, a: angular velocity, angular acceleration, acceleration of the origin; a wrench is a force and a moment about the origin of the link's frame.
"""
import torch

from registry import peer


def skew(vectors):
    """[..., 3] to the matrices of their cross products, [..., 3, 3]."""
    x, y, z = vectors.unbind(-1)
    zero = torch.zeros_like(x)
    return torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*vectors.shape[:-1], 3, 3)


def rotations(axis, q):
    """Turns about constant axes, Rodrigues' formula: axis [n, 3], q [n, batch] to [n, batch, 3, 3]."""
    k = skew(axis)[:, None]
    return torch.eye(3, dtype=q.dtype) + torch.sin(q)[..., None, None] * k + (1 - torch.cos(q))[..., None, None] * (k @ k)


def natural(inputs):
    """Joint after joint on batches of vectors, as the textbook has it."""
    q, v, acc = inputs["q"], inputs["v"], inputs["a"]
    n, batch = q.shape
    offset, axis, mass, moment = inputs["offset"], inputs["axis"], inputs["mass"], inputs["moment"]
    inertia = inputs["inertia"].view(n, 3, 3)
    state = {}

    def cross(a, b):
        return torch.cross(*torch.broadcast_tensors(a, b), dim=-1)

    def turned(matrix, vector):
        return (matrix @ vector[..., None])[..., 0]

    @torch.no_grad()
    def run():
        w = dw = torch.zeros(batch, 3, dtype=q.dtype)
        a = -inputs["gravity"].expand(batch, 3)
        turns, wrenches = [], []
        for i in range(n):
            turn = rotations(axis[i:i + 1], q[i:i + 1])[0]
            back = turn.transpose(-1, -2)
            a = turned(back, a + cross(dw, offset[i]) + cross(w, cross(w, offset[i])))
            w = turned(back, w)
            turning = v[i][:, None] * axis[i]
            dw = turned(back, dw) + cross(w, turning) + acc[i][:, None] * axis[i]
            w = w + turning
            force = mass[i] * a + cross(dw, moment[i]) + cross(w, cross(w, moment[i]))
            about = dw @ inertia[i].T + cross(w, w @ inertia[i].T) + cross(moment[i], a)
            turns.append(turn)
            wrenches.append((force, about))
        torques = [None] * n
        force = about = torch.zeros(batch, 3, dtype=q.dtype)
        for i in reversed(range(n)):
            force, about = force + wrenches[i][0], about + wrenches[i][1]
            torques[i] = about @ axis[i]
            force = turned(turns[i], force)
            about = turned(turns[i], about) + cross(offset[i], force)
        state["torque"] = torch.stack(torques)

    return run, lambda: state


def best(inputs):
    """What this arm is, used up: every joint turns about y or z and stands on the z axis of the one before. Components outside, motions inside, so
    that every operation works on whole rows; all rows stay where they are; the wrenches of all links in one product."""
    q, v, acc = inputs["q"], inputs["v"], inputs["a"]
    n, batch = q.shape
    signs = inputs["axis"].sum(1)
    about_z = [bool(axis[2] != 0) for axis in inputs["axis"]]
    depth = [float(offset[2]) for offset in inputs["offset"]]
    heavy = torch.cat([inputs["inertia"].view(n, 3, 3), skew(inputs["moment"])], 1).contiguous()
    mass = inputs["mass"].view(n, 1, 1)
    gravity = -inputs["gravity"]
    empty = lambda *shape: torch.zeros(*shape, dtype=q.dtype)
    motion = empty(n, 3, 3, batch)  # link, component, (w, dw, a)
    shifted, row = empty(3, 3, batch), empty(batch)
    wrench, carried = empty(n, 3, 2, batch), empty(3, 2, batch)  # link, component, (force, moment)
    products, across = empty(n, 6, 3 * batch), empty(n, 2, 3, batch)
    torque, sines, cosines, speeds, pushes = (empty(n, batch) for _ in range(5))
    sign = signs[:, None]

    def turn(i, source, target, forth):
        """The turn of joint i, or back: components (one, two) mix, the third stays."""
        one, two, still = (0, 1, 2) if about_z[i] else (2, 0, 1)
        s = -1 if forth else 1
        torch.mul(source[one], cosines[i], out=target[one]).addcmul_(source[two], sines[i], value=s)
        torch.mul(source[two], cosines[i], out=target[two]).addcmul_(source[one], sines[i], value=-s)
        target[still].copy_(source[still])
        return one, two, still

    @torch.no_grad()
    def run():
        torch.sin(q, out=sines).mul_(sign)
        torch.cos(q, out=cosines)
        torch.mul(v, sign, out=speeds)
        torch.mul(acc, sign, out=pushes)
        for i in range(n):
            if i == 0:
                shifted.zero_()
                shifted[:, 2] = gravity[:, None]
            else:
                shifted.copy_(motion[i - 1])
                (wx, dwx, ax), (wy, dwy, ay), (wz, _, az) = (component.unbind() for component in shifted)
                ax.add_(torch.addcmul(dwy, wx, wz, out=row), alpha=depth[i])
                ay.sub_(torch.addcmul(dwx, wy, wz, value=-1, out=row), alpha=depth[i])
                az.sub_(torch.mul(wx, wx, out=row).addcmul_(wy, wy), alpha=depth[i])
            link = motion[i]
            one, two, still = turn(i, shifted, link, forth=False)
            link[one, 1].addcmul_(speeds[i], link[two, 0])
            link[two, 1].addcmul_(speeds[i], link[one, 0], value=-1)
            link[still, 1].add_(pushes[i])
            link[still, 0].add_(speeds[i])
        torch.bmm(heavy, motion.view(n, 3, 3 * batch), out=products)
        parts = products.view(n, 2, 3, 3, batch)  # (inertia, moment ×), component, of (w, dw, a)
        w, spun = motion[:, :, 0], parts[:, :, :, 0]
        for component in range(3):
            y, z = (component + 1) % 3, (component + 2) % 3
            torch.mul(w[:, None, y], spun[:, :, z], out=across[:, :, component]).addcmul_(w[:, None, z], spun[:, :, y], value=-1)
        force, about = wrench[:, :, 0], wrench[:, :, 1]
        torch.mul(motion[:, :, 2], mass, out=force).sub_(parts[:, 1, :, 1]).sub_(across[:, 1])
        torch.add(parts[:, 0, :, 1], parts[:, 1, :, 2], out=about).add_(across[:, 0])
        for i in range(n - 1, -1, -1):
            torch.mul(wrench[i, 2 if about_z[i] else 1, 1], signs[i], out=torque[i])
            if i > 0:
                turn(i, wrench[i], carried, forth=True)
                carried[0, 1].sub_(carried[1, 0], alpha=depth[i])
                carried[1, 1].add_(carried[0, 0], alpha=depth[i])
                wrench[i - 1].add_(carried)

    return run, lambda: {"torque": torque}


for name in ("rnea-f32", "rnea-f64"):
    peer(name, "natural")(natural)
    peer(name, "best")(best)
