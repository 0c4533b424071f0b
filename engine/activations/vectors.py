"""Activations of a whole layer at once: no functions of one number, so told of and not in the table."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VectorActivation:
    """A function of all of a layer's sums: `formula` and `slope_formula` (its Jacobian) are TeX in z."""

    key: str
    label: str
    formula: str
    slope_formula: str
    help: str
    source: str


VECTORS = (
    VectorActivation(
        key="softmax", label="Softmax", formula=r"p_i=\frac{e^{z_i}}{\sum_j e^{z_j}}",
        slope_formula=r"\frac{\partial p_i}{\partial z_j}=p_i\,(\delta_{ij}-p_j)",
        help="Turns the sums of a layer into probabilities: all positive, together 1. The output layer applies it "
        "where there are more classes than two and the loss is cross-entropy.",
        source="Bridle, Probabilistic Interpretation of Feedforward Network Outputs, equation 7, 1990",
    ),
    VectorActivation(
        key="maxout", label="Maxout", formula=r"a_i=\max_{1\le j\le k} z_{ij},\quad z_{ij}=w_{ij}\cdot x+b_{ij}",
        slope_formula=r"\frac{\partial a_i}{\partial z_{ij}}=\begin{cases}1 & j=\arg\max_{m} z_{im}\\ 0 & \text{else}"
        r"\end{cases}",
        help="A unit with k sums that passes on the largest: k linear pieces whose places and slopes are all learned.",
        source="Goodfellow, Warde-Farley, Mirza, Courville, Bengio, Maxout Networks, equation 2, ICML 2013",
    ),
)  # fmt: skip
