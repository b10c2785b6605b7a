"""The training run: goes on from its state if there is one, saves as it goes, writes its curves.

`uv run python -m training.train --minutes 60` trains for an hour; the learning rate stays level and falls over the last 40 % of the time.
What is measured and exported is the running average of the weights. A drawing process feeds the learning one.
"""

import argparse
import csv
import math
import multiprocessing
import os
import signal
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from digitiser.recognisers.handwriting import HEIGHT, network_input, visual
from training import data
from training.corpus import ALPHABET
from training.decoding import greedy, loose_error
from training.lines import real_lines
from training.network import Network, device, parameters

SEED = 20261124
RATE = 2.5e-3
AVERAGE = 0.998
WATCHED = 120
"""Lines of each set that the curves are measured on; the release is measured on all."""

GUIDED = 45_000
"""Lines over which the known places of drawn letters help CTC to its alignment; then it stands alone."""


@dataclass
class Run:
    """All that a resumed training needs."""

    network: Network
    average: Network
    optimiser: torch.optim.AdamW
    lines: int = 0
    steps: int = 0
    pool: int = 0
    seconds: float = 0.0


def new_run() -> Run:
    torch.manual_seed(SEED)
    network = Network(len(ALPHABET) + 1).to(device()).to(memory_format=torch.channels_last)
    average = Network(len(ALPHABET) + 1).to(device()).to(memory_format=torch.channels_last)
    average.load_state_dict(network.state_dict())
    return Run(network, average.eval(), torch.optim.AdamW(network.parameters(), RATE, weight_decay=2e-3))


def save(run: Run, path: Path) -> None:
    state = {
        "network": run.network.state_dict(), "average": run.average.state_dict(), "optimiser": run.optimiser.state_dict(),
        "lines": run.lines, "steps": run.steps, "pool": run.pool, "seconds": run.seconds, "alphabet": ALPHABET,
    }  # fmt: skip
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def load(path: Path) -> Run:
    run = new_run()
    state: dict[str, Any] = torch.load(path, map_location=device(), weights_only=True)
    run.network.load_state_dict(_full(state["network"]))
    run.average.load_state_dict(_full(state["average"]))
    optimiser = state["optimiser"]
    for moments in optimiser["state"].values():
        for name, value in moments.items():
            moments[name] = value.float()
    run.optimiser.load_state_dict(optimiser)
    run.lines, run.steps, run.pool, run.seconds = state["lines"], state["steps"], state["pool"], state["seconds"]
    return run


def _full(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k: v.float() if v.is_floating_point() else v for k, v in weights.items()}


def guide(log_probs: Tensor, batch: data.Batch) -> Tensor:
    """Cross entropy by column where the places of the letters are known: the letter at its middle, blank elsewhere."""
    lines, columns, _ = log_probs.shape
    target = torch.full((lines, columns), -100)
    start = 0
    for k, length in enumerate(batch.lengths):
        places = batch.columns[start : start + length]
        if len(places) and places[0] >= 0:
            target[k, : batch.widths[k]] = 0
            target[k, torch.from_numpy(np.minimum(places, columns - 1))] = torch.from_numpy(
                batch.labels[start : start + length]
            )
        start += length
    weight = torch.ones(log_probs.shape[2])
    weight[0] = 0.25
    return functional.nll_loss(
        log_probs.flatten(0, 1),
        target.flatten().to(log_probs.device),
        weight=weight.to(log_probs.device),
        ignore_index=-100,
    )


def loss_of(run: Run, batch: data.Batch, half: bool) -> Tensor:
    where = device()
    ink = torch.from_numpy(batch.ink).to(where).float().div_(255)[:, None].contiguous(memory_format=torch.channels_last)
    with torch.autocast(where.type, torch.bfloat16, enabled=half):
        out = run.network(ink)
    log_probs = out.float()
    loss = functional.ctc_loss(
        log_probs.transpose(0, 1), torch.from_numpy(batch.labels), torch.from_numpy(np.minimum(batch.widths, log_probs.shape[1])),
        torch.from_numpy(batch.lengths), zero_infinity=True,
    )  # fmt: skip
    guided = max(0.0, 1 - run.lines / GUIDED)
    if guided and (batch.columns >= 0).any():
        return (1 - 0.8 * guided) * loss + 2 * guided * guide(log_probs, batch)
    return loss


def gradients(run: Run, batch: data.Batch, half: bool) -> tuple[float, tuple[Tensor, ...]]:
    """The loss of one batch and its gradients, one a parameter."""
    torch.set_num_threads(1)
    loss = loss_of(run, batch, half)
    return float(loss.detach()), torch.autograd.grad(loss, list(run.network.parameters()))


def step(run: Run, batches: list[data.Batch], rate: float, half: bool, workers: Executor) -> float:
    """One step along the mean gradient of the batches, each computed by a thread of its own.

    On a busy machine this is twice as fast as threads inside every operation: they wait for each other once a step, not a thousand times.
    """
    for group in run.optimiser.param_groups:
        group["lr"] = rate * min(1.0, (run.steps + 1) / 200)
    run.network.train()
    found = list(workers.map(lambda batch: gradients(run, batch, half), batches))
    for parameter, *parts in zip(run.network.parameters(), *(g for _, g in found), strict=True):
        parameter.grad = torch.stack(parts).mean(0)
    torch.nn.utils.clip_grad_norm_(run.network.parameters(), 2.0)
    run.optimiser.step()
    decay = min(AVERAGE, (1 + run.steps) / (20 + run.steps))
    with torch.no_grad():
        for mean, now in zip(run.average.state_dict().values(), run.network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)
    run.steps += 1
    run.lines += sum(len(batch.lengths) for batch in batches)
    run.pool = max(run.pool, *(batch.pool for batch in batches))
    return float(np.mean([loss for loss, _ in found]))


def dev_sets() -> dict[str, list[tuple[np.ndarray[Any, Any], str]]]:
    """What the run is watched with: the real `dev` lines and drawn names in held-out fonts, as (ink, text)."""
    from training.unseen import drawn_lines

    sets = {name: real_lines(data.REAL / f"{name}-dev.jsonl") for name in data.SETS}
    sets |= {f"unseen-{script}": drawn_lines(script, WATCHED) for script in ("latin", "arabic")}
    few = {k: [v[i] for i in np.linspace(0, len(v) - 1, min(len(v), WATCHED)).astype(int)] for k, v in sets.items()}
    return {k: [(network_input(r.image).ink, r.text) for r in v] for k, v in few.items()}


@torch.inference_mode()
def measure(network: Network, lines: list[tuple[np.ndarray[Any, Any], str]]) -> float:
    """Mean character error (loose) of greedy reading."""
    order = sorted(range(len(lines)), key=lambda k: lines[k][0].shape[1])
    errors = []
    for start in range(0, len(order), 16):
        chosen = order[start : start + 16]
        widest = max(lines[k][0].shape[1] for k in chosen)
        ink = np.zeros((len(chosen), 1, HEIGHT, -(-widest // 4) * 4), np.float32)
        for row, k in enumerate(chosen):
            ink[row, 0, :, : lines[k][0].shape[1]] = lines[k][0] / 255
        read = network(torch.from_numpy(ink).to(device())).float().cpu().numpy()
        for row, k in enumerate(chosen):
            text = greedy(read[row, : -(-lines[k][0].shape[1] // 4)], ALPHABET)
            error = loose_error(visual(text), lines[k][1])
            if error is not None:
                errors.append(error)
    return float(np.mean(errors))


def _draw(queue: Any, seed: int, pool: int) -> None:
    for batch in data.batches(seed, pool):
        queue.put(batch)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument(
        "--state",
        type=Path,
        default=Path(__file__).parent / "state.pt",
        help="where the training goes on from, if it exists",
    )
    words.add_argument(
        "--save",
        type=Path,
        default=Path(os.environ.get("TRAINING_CACHE", Path(__file__).parent / "cache")) / "state.pt",
    )
    words.add_argument("--minutes", type=float, default=60)
    words.add_argument("--rate", type=float, default=RATE)
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--curves", type=Path, default=Path(__file__).parent / "curves.csv")
    words.add_argument("--every", type=float, default=12, help="minutes between two measurements")
    words.add_argument("--level", type=float, default=0.6, help="share of the time at full rate")
    given = words.parse_args()
    workers = ThreadPoolExecutor(given.threads)
    torch.set_num_threads(1)  # on a busy machine threads inside an operation only wait for each other
    half = torch.cuda.is_available() or "avx512_bf16" in Path("/proc/cpuinfo").read_text()
    latest = given.save if given.save.exists() else given.state
    run = load(latest) if latest.exists() else new_run()
    print(
        f"{parameters(run.network):,} parameters, {len(ALPHABET)} characters, from {run.lines:,} lines, bf16 {half}",
        flush=True,
    )
    watched = dev_sets()
    queue: Any = multiprocessing.get_context("spawn").Queue(maxsize=60)
    drawing = multiprocessing.get_context("spawn").Process(target=_draw, args=(queue, SEED, run.pool + 1), daemon=True)
    drawing.start()
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))
    begun = spoken = measured = saved = time.monotonic()
    losses: list[float] = []
    lines_then = run.lines
    while (share := (time.monotonic() - begun) / 60 / given.minutes) < 1 and not stopped:
        fall = max(0.0, (share - given.level) / (1 - given.level))
        rate = given.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * fall)))
        losses.append(step(run, [queue.get() for _ in range(given.threads)], rate, half, workers))
        now = time.monotonic()
        if now - spoken > 30:
            print(
                f"{run.lines:>9,} lines {(run.lines - lines_then) / (now - spoken):5.0f}/s  loss {np.mean(losses):.3f}",
                flush=True,
            )
            run.seconds += now - spoken
            spoken, lines_then, losses = now, run.lines, losses[-50:]
            if now - saved > 240:
                save(run, given.save)
                saved = now
        if now - measured > 60 * given.every:
            record(run, watched, float(np.mean(losses)), rate, given)
            measured = spoken = saved = time.monotonic()
    drawing.terminate()
    if stopped:  # asked to end: keep what was learned, measure another time
        save(run, given.save)
    else:
        record(run, watched, float(np.mean(losses)), 0.0, given)


def record(
    run: Run,
    watched: dict[str, list[tuple[np.ndarray[Any, Any], str]]],
    loss: float,
    rate: float,
    given: argparse.Namespace,
) -> None:
    """Saves the state and adds one line to the curves."""
    save(run, given.save)
    figures = {name: round(measure(run.average, lines), 4) for name, lines in watched.items()}
    row = {
        "minutes": round(run.seconds / 60, 1),
        "lines": run.lines,
        "loss": round(loss, 3),
        "rate": f"{rate:.2e}",
    } | figures
    print(row, flush=True)
    fresh = not given.curves.exists()
    with given.curves.open("a", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        if fresh:
            writer.writeheader()
        writer.writerow(row)


if __name__ == "__main__":
    main()
