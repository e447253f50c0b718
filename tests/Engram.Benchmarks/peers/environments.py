"""W5: worlds side by side and a policy that acts in them: a step of all worlds with the policy's answer to what they show.

Equations and constants are those of src/Engram.Experiments/Environments; the policy has two hidden layers of 100 with tanh. Numbers come in columns:
[features, worlds].
"""
import math

import torch
from torch import nn

from registry import peer

HIDDEN = 100
LINK, TIP, MASS, INERTIA = 0.1, 0.11, 0.035604717, 3.9175e-5
HALF = LINK / 2
COUPLING, SECOND = MASS * LINK * HALF, INERTIA + MASS * HALF * HALF
SECOND_DIAGONAL, FIRST_DIAGONAL = 1 + SECOND, 1 + 2 * INERTIA + MASS * (2 * HALF * HALF + LINK * LINK)
GEAR, DAMPING, STEP, LIMIT = 200, 1, 0.01, 3
LARGEST_STEP, NEAR = 0.1, 0.01


def layers(inputs):
    """(W, b) of each layer from the flat parameters."""
    flat, offset = inputs["policy"], 0
    sizes = [inputs["observation"].shape[0], HIDDEN, HIDDEN, 2]
    for ins, outs in zip(sizes, sizes[1:]):
        yield flat[offset:offset + ins * outs].view(ins, outs), flat[offset + ins * outs:offset + (ins + 1) * outs]
        offset += (ins + 1) * outs


def module(inputs):
    parts = []
    for weights, bias in layers(inputs):
        linear = nn.Linear(*weights.shape)
        with torch.no_grad():
            linear.weight.copy_(weights.t())
            linear.bias.copy_(bias)
        parts += [linear, nn.Tanh()]
    return nn.Sequential(*parts[:-1])


class ColumnPolicy:
    """Worlds inside, a row of ones for the biases, every layer one product into memory that stays."""

    def __init__(self, inputs):
        worlds = inputs["observation"].shape[1]
        self.weights, self.rows = [], []
        for weights, bias in layers(inputs):
            self.weights.append(torch.cat([weights, bias[None]]).t().contiguous())
            self.rows.append(torch.ones(weights.shape[0] + 1, worlds))
        self.inner = [rows[:-1] for rows in self.rows]
        self.action = torch.empty(2, worlds)

    def __call__(self, observation):
        self.inner[0].copy_(observation)
        for layer in range(2):
            torch.mm(self.weights[layer], self.rows[layer], out=self.inner[layer + 1]).tanh_()
        return torch.mm(self.weights[2], self.rows[2], out=self.action)


def reacher_natural(inputs):
    """On vectors of one number for each world, formula by formula."""
    start, goal = (*inputs["angles"], *inputs["observation"][6:8]), inputs["observation"][4:6]
    horizon, policy = int(inputs["horizon"][0]), module(inputs)
    state = {"state": start, "observation": inputs["observation"], "step": 0}

    @torch.no_grad()
    def run():
        if state["step"] == horizon:
            state.update(state=start, observation=inputs["observation"], step=0)
        u1, u2 = policy(state["observation"].t()).t().clamp(-1, 1)
        q1, q2, v1, v2 = state["state"]
        for _ in range(2):
            bend, swing = COUPLING * torch.cos(q2), COUPLING * torch.sin(q2)
            m11, m12 = 2 * bend + FIRST_DIAGONAL, bend + SECOND
            left1 = GEAR * u1 - DAMPING * v1 + swing * v2 * (2 * v1 + v2)
            left2 = GEAR * u2 - DAMPING * v2 - swing * v1 * v1
            scale = STEP / (m11 * SECOND_DIAGONAL - m12 * m12)
            v1, v2 = v1 + scale * (SECOND_DIAGONAL * left1 - m12 * left2), v2 + scale * (m11 * left2 - m12 * left1)
            q1, q2 = q1 + STEP * v1, q2 + STEP * v2
            v2 = torch.where(q2.abs() > LIMIT, torch.zeros_like(v2), v2)
            q2 = q2.clamp(-LIMIT, LIMIT)
        cos1, cos2, sin1, sin2 = torch.cos(q1), torch.cos(q2), torch.sin(q1), torch.sin(q2)
        x = LINK * cos1 + TIP * torch.cos(q1 + q2) - goal[0]
        y = LINK * sin1 + TIP * torch.sin(q1 + q2) - goal[1]
        state["observation"] = torch.stack([cos1, cos2, sin1, sin2, *goal, v1, v2, x, y, torch.zeros_like(x)])
        state["reward"] = -torch.sqrt(x * x + y * y) - u1 * u1 - u2 * u2
        state["state"] = (q1, q2, v1, v2)
        state["step"] += 1

    return run, lambda: {"observation": state["observation"], "reward": state["reward"]}


def reacher_best(inputs):
    """Both joints in one tensor, in place in the observation where it can be; the sines of the observation serve the next step."""
    horizon, policy, worlds = int(inputs["horizon"][0]), ColumnPolicy(inputs), inputs["angles"].shape[1]
    q, seen = inputs["angles"].clone(), inputs["observation"].clone()
    cosines, sines, goal, v, away = seen[0:2], seen[2:4], seen[4:6], seen[6:8], seen[8:10]
    left, m, dv, row, both, reward = (torch.empty(2, worlds) for _ in range(6))
    (v1, v2), (left1, left2), (m11, m12) = v, left, m
    state = {"step": 0}

    @torch.no_grad()
    def run():
        if state["step"] == horizon:
            q.copy_(inputs["angles"])
            seen.copy_(inputs["observation"])
            state["step"] = 0
        u = policy(seen).clamp_(-1, 1)
        cos, sin = cosines[1], sines[1]
        for substep in range(2):
            if substep:
                cos, sin = torch.cos(q[1]), torch.sin(q[1])
            torch.mul(cos, COUPLING, out=m12).add_(SECOND)
            torch.mul(m12, 2, out=m11).add_(FIRST_DIAGONAL - 2 * SECOND)
            torch.sub(torch.mul(u, GEAR, out=left), v, out=left)
            torch.add(v2, v1, alpha=2, out=row[0]).mul_(v2)
            torch.mul(v1, v1, out=row[1]).neg_()
            left.addcmul_(row, sin, value=COUPLING)
            torch.mul(left1, SECOND_DIAGONAL, out=dv[0])
            torch.mul(left2, m11, out=dv[1])
            dv.addcmul_(left.flip(0), m12, value=-1)
            v.addcdiv_(dv, torch.mul(m11, SECOND_DIAGONAL, out=row[0]).addcmul_(m12, m12, value=-1), value=STEP)
            q.add_(v, alpha=STEP)
            v2.masked_fill_(q[1].abs() > LIMIT, 0)
            q[1].clamp_(-LIMIT, LIMIT)
        torch.cos(q, out=cosines)
        torch.sin(q, out=sines)
        angle = q[0] + q[1]
        torch.cos(angle, out=both[0])
        torch.sin(angle, out=both[1])
        torch.mul(both, TIP, out=away).sub_(goal)
        away[0].add_(cosines[0], alpha=LINK)
        away[1].add_(sines[0], alpha=LINK)
        torch.hypot(away[0], away[1], out=reward[0]).add_(u.square_().sum(0)).neg_()
        state["step"] += 1

    return run, lambda: {"observation": seen, "reward": reward[0]}


def reacher_alone(inputs):
    """One world: arithmetic on Python's numbers costs less than an operation on a tensor of one."""
    horizon, policy, seen = int(inputs["horizon"][0]), ColumnPolicy(inputs), inputs["observation"].clone()
    goal_x, goal_y = seen[4, 0].item(), seen[5, 0].item()
    start = [*inputs["angles"][:, 0].tolist(), *seen[6:8, 0].tolist()]
    state = {"state": start, "step": 0, "reward": 0.0}
    sin, cos = math.sin, math.cos

    @torch.no_grad()
    def run():
        if state["step"] == horizon:
            state.update(state=start, step=0)
            seen.copy_(inputs["observation"])
        (u1,), (u2,) = policy(seen).tolist()
        u1, u2 = min(max(u1, -1.0), 1.0), min(max(u2, -1.0), 1.0)
        q1, q2, v1, v2 = state["state"]
        for _ in range(2):
            bend, swing = COUPLING * cos(q2), COUPLING * sin(q2)
            m11, m12 = 2 * bend + FIRST_DIAGONAL, bend + SECOND
            left1 = GEAR * u1 - DAMPING * v1 + swing * v2 * (2 * v1 + v2)
            left2 = GEAR * u2 - DAMPING * v2 - swing * v1 * v1
            scale = STEP / (m11 * SECOND_DIAGONAL - m12 * m12)
            v1, v2 = v1 + scale * (SECOND_DIAGONAL * left1 - m12 * left2), v2 + scale * (m11 * left2 - m12 * left1)
            q1, q2 = q1 + STEP * v1, q2 + STEP * v2
            if abs(q2) > LIMIT:
                q2, v2 = math.copysign(LIMIT, q2), 0.0
        x, y = LINK * cos(q1) + TIP * cos(q1 + q2) - goal_x, LINK * sin(q1) + TIP * sin(q1 + q2) - goal_y
        seen.copy_(torch.tensor([cos(q1), cos(q2), sin(q1), sin(q2), goal_x, goal_y, v1, v2, x, y, 0.0])[:, None])
        state.update(state=(q1, q2, v1, v2), step=state["step"] + 1, reward=-math.hypot(x, y) - u1 * u1 - u2 * u2)

    return run, lambda: {"observation": seen, "reward": torch.tensor([state["reward"]])}


def point_mass(natural):
    def set_up(inputs):
        start, goal, horizon = inputs["observation"], inputs["goals"], int(inputs["horizon"][0])
        policy = module(inputs) if natural else ColumnPolicy(inputs)
        state = {"position": start.clone(), "running": torch.ones(start.shape[1]), "step": 0}

        @torch.no_grad()
        def run():
            if state["step"] == horizon:
                state.update(position=start.clone(), running=torch.ones(start.shape[1]), step=0)
            position, running = state["position"], state["running"]
            action = policy(position.t()).t() if natural else policy(position)
            position = position + action.clamp(-LARGEST_STEP, LARGEST_STEP) * running
            away = position - goal
            state["reward"] = -torch.linalg.norm(away, dim=0) * running if natural else torch.hypot(away[0], away[1]).mul_(running).neg_()
            state["running"] = running * (away.abs() >= NEAR).any(0)
            state["position"] = position
            state["step"] += 1

        return run, lambda: {"observation": state["position"], "reward": state["reward"]}

    return set_up


peer("reacher", "natural")(reacher_natural)


@peer("reacher", "best")
def best_reacher(inputs):
    return (reacher_alone if inputs["angles"].shape[1] == 1 else reacher_best)(inputs)


peer("point-mass", "natural")(point_mass(natural=True))
peer("point-mass", "best")(point_mass(natural=False))
