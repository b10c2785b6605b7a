"""Makes the released model of a training state: `uv run python -m training.export [STATE]`.

The running average of the weights goes out as ONNX with dynamic width and batch; version, alphabet, calibration and the figures it was
released with lie in the file's own metadata. The same command writes the state small enough to be committed.
"""

import argparse
import datetime
import json
import os
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from digitiser.recognisers.decoding import beams
from digitiser.recognisers.handwriting import HEIGHT, MODEL, Handwriting, network_input, visual
from training import data
from training.accuracy import figures
from training.corpus import ALPHABET
from training.decoding import loose
from training.lines import Real, real_lines
from training.network import Network, parameters
from training.train import Run, load
from training.unseen import drawn_lines

STATE = Path(__file__).parent / "state.pt"
SAVED = Path(os.environ.get("TRAINING_CACHE", Path(__file__).parent / "cache")) / "state.pt"


def onnx_model(network: Network, path: Path) -> None:
    """Writes the network: ink (lines, 1, 40, width) from 0 to 1 -> log-probabilities (lines, width / 4, classes).

    The weights of the LSTM and of the linear layers go out in 8 bits: no loss that could be measured, a quarter faster, 2.4 MB for 5.9.
    """
    network = network.to("cpu").to(memory_format=torch.contiguous_format).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        nn.Sequential(network), (torch.zeros(2, 1, HEIGHT, 160),), str(whole), dynamo=False, opset_version=17,
        input_names=["ink"], output_names=["log_probs"],
        dynamic_axes={"ink": {0: "lines", 3: "width"}, "log_probs": {0: "lines", 1: "columns"}},
    )  # fmt: skip
    quantize_dynamic(
        whole, path, op_types_to_quantize=["LSTM", "MatMul", "Gemm"], weight_type=QuantType.QInt8, per_channel=True
    )
    whole.unlink()


def note(path: Path, notes: dict[str, str]) -> None:
    """Replaces the metadata of the ONNX file."""
    model = onnx.load(str(path))
    del model.metadata_props[:]
    for key, value in notes.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, str(path))


def mean(network: torch.nn.Module, earlier: torch.nn.Module) -> None:
    """Gives the network (it is changed) the mean of its weights and those of an earlier release: the ends of two cycles lie in one wide
    valley, and their middle reads better than either (Izmailov et al., "Averaging weights leads to wider optima", 2018).
    """
    before = earlier.state_dict()
    network.load_state_dict({key: ((now + before[key]) / 2).to(now.dtype) for key, now in network.state_dict().items()})


def calibration(reader: Handwriting, lines: list[Real]) -> tuple[float, float]:
    """Slope and offset of the logistic curve from a text's probability to the share of such texts that are right."""
    found = [beams(reader.columns(network_input(line.image)), reader.alphabet)[0] for line in lines]
    chance = np.clip(np.asarray([p for _, p in found]), 1e-9, 1 - 1e-6)
    right = np.asarray([float(loose(visual(t)) == loose(line.text)) for (t, _), line in zip(found, lines, strict=True)])
    x = np.stack([np.log(chance / (1 - chance)), np.ones_like(chance)], 1)
    weights = np.asarray([1.0, 0.0])
    for _ in range(60):  # Newton's method in small steps, a little ridge towards (1, 0)
        share = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (share - right) + 0.1 * (weights - [1, 0])
        curve = (x * (share * (1 - share))[:, None]).T @ x + 0.1 * np.eye(2)
        weights = weights - np.clip(np.linalg.solve(curve, slope), -0.2, 0.2)
    return float(weights[0]), float(weights[1])


def commit_state(run: Run, path: Path) -> None:
    """The state at half precision: training goes on from it as before, at a third of the size."""
    optimiser = run.optimiser.state_dict()
    for moments in optimiser["state"].values():
        for name, value in moments.items():
            # second moments of 1e-9 vanish in half precision, so they keep bfloat16's range
            moments[name] = value.to(torch.bfloat16) if value.ndim else value
    half = {
        k: {n: (v.half() if v.is_floating_point() else v) for n, v in m.state_dict().items()}
        for k, m in (("network", run.network), ("average", run.average))
    }
    torch.save(
        half
        | {
            "optimiser": optimiser,
            "lines": run.lines,
            "steps": run.steps,
            "pool": run.pool,
            "seconds": run.seconds,
            "alphabet": ALPHABET,
        },
        path,
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("state", type=Path, nargs="?", default=SAVED if SAVED.exists() else STATE)
    words.add_argument("--model", type=Path, default=MODEL)
    words.add_argument(
        "--commit", action="store_true", help=f"also write {STATE.name}, the state that the repository keeps"
    )
    words.add_argument(
        "--mean", action="store_true", help=f"release the mean with {STATE.name}, the state that the repository keeps"
    )
    given = words.parse_args()
    cv2.setNumThreads(1)
    run = load(given.state)
    if given.mean:
        mean(run.average, load(STATE).average)
    onnx_model(run.average, given.model)
    version = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}-{run.lines}"
    notes = {
        "version": version,
        "alphabet": ALPHABET,
        "lines": str(run.lines),
        "parameters": str(parameters(run.average)),
    }
    note(given.model, notes)
    reader = Handwriting(given.model)
    sets = {name: real_lines(data.REAL / f"{name}-dev.jsonl") for name in data.SETS}
    sets |= {f"unseen-fonts-{script}": drawn_lines(script, 300) for script in ("latin", "arabic")}
    if data.HELD_OUT_CELLS.exists():
        sets["held-out-cells"] = real_lines(data.HELD_OUT_CELLS)
    released = {name: figures(reader.read, lines) for name, lines in sets.items()}
    slope, offset = calibration(reader, [line for lines in sets.values() for line in lines])
    note(
        given.model,
        notes | {"calibration": json.dumps([round(slope, 4), round(offset, 4)]), "figures": json.dumps(released)},
    )
    for name, figure in released.items():
        print(json.dumps({"set": name} | figure))
    print(
        f"{given.model}: version {version}, {given.model.stat().st_size / 1e6:.1f} MB, calibration {slope:.3f} {offset:.3f}"
    )
    if given.commit:
        commit_state(load(given.state), STATE)
        print(f"{STATE}: {STATE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
