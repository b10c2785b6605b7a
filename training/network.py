"""The network: convolutions that halve height and width, two bidirectional LSTM layers over the columns, one CTC output for both scripts.

Input: ink, float32 (batch, 1, 40, width), 0 = paper, 1 = darkest stroke, zero-padded to the right. Output: log-probabilities
(batch, width // 4, 1 + len(alphabet)), class 0 is CTC's blank. After Shi, Bai and Yao, "An End-to-End Trainable Neural Network for
Image-based Sequence Recognition" (2015).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 4
"""Pixels of width to one column of the output."""


def _layer(inside: int, outside: int, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.LeakyReLU(0.1, inplace=True),
    )


class Network(nn.Module):
    """A convolutional recurrent network with `classes` outputs a column."""

    def __init__(self, classes: int, hidden: int = 160) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            _layer(1, 16),
            nn.MaxPool2d(2),
            _layer(16, 40),
            nn.MaxPool2d(2),
            _layer(40, 80),
            _layer(80, 80),
            nn.MaxPool2d((2, 1)),
            _layer(80, 112),
            _layer(112, 112),
        )
        self.columns = nn.Sequential(nn.Linear(112 * 5, 160), nn.LeakyReLU(0.1))
        self.dropout = nn.Dropout(0.15)
        self.sequence = nn.LSTM(160, hidden, num_layers=2, bidirectional=True, batch_first=True, dropout=0.1)
        self.classes = nn.Linear(2 * hidden, classes)

    def forward(self, ink: Tensor) -> Tensor:
        features = self.convolutions(ink)
        columns = features.permute(0, 3, 1, 2).flatten(2)
        columns = self.dropout(self.columns(columns))
        read, _ = self.sequence(columns)
        return functional.log_softmax(self.classes(self.dropout(read)), dim=2)


def parameters(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
