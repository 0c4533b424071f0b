"""The golden values of TensorFlow Playground, from its own modules, and the reference case the program opens with."""

from dataclasses import dataclass

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Case:
    """A link and what Playground computes for it; `tolerances` are those of the losses, by epoch."""

    key: str
    link: str
    losses: dict[int, tuple[float, float]]
    counts: tuple[int, int]
    draws: tuple[int, int, int]  # after data, after the shuffle, after the weights
    first_training: Point
    first_generated: Point | None = None
    first_weights: tuple[float, ...] = ()
    last_weight: float | None = None
    output_bias: dict[int, float] | None = None
    cut_links: int | None = 0
    tolerances: tuple[float, float] = (1e-12, 1e-12)  # up to epoch 10, at epoch 100


CASES = (
    Case(
        "A",
        "activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03&regularizationRate=0&noise=0"
        "&networkShape=4,2&seed=0.59704&percTrainData=50&x=true&y=true&problem=classification&initZero=false",
        {
            0: (0.4994400967795191, 0.5011900890290666),
            1: (0.49757837808668076, 0.49811584841550893),
            10: (0.486274570790497, 0.48422242942162247),
            100: (0.010395673188064355, 0.011562363897663278),
        },
        (250, 250),
        (2000, 2500, 2518),
        (0.24014491222149606, 0.46035893207186385, 1),
        (-0.4363329283929958, -0.8215385347844285, 1),
        (0.013961340352000695, 0.43302599830780975, 0.3439791736416442),
        -0.19948371945692184,
        {1: 0.07406685222216737, 100: -1.168719461264857},
    ),
    Case(
        "B",
        "activation=relu&regularization=L1&batchSize=30&dataset=spiral&regDataset=reg-plane&learningRate=0.03"
        "&regularizationRate=0.001&noise=20&networkShape=8,8&seed=0.12345&percTrainData=90&x=true&y=true&xTimesY=true"
        "&xSquared=true&ySquared=true&sinX=true&sinY=true&problem=classification",
        {
            0: (0.7080784137657005, 0.7290157037158927),
            1: (0.5728148426154893, 0.5854586721599759),
            10: (0.4527381833447945, 0.5175763144359389),
            100: (0.23528256580459267, 0.2883461279636224),
        },
        (450, 50),
        (1000, 1500, 1628),
        (3.0063244486932286, -2.29320780121577, 1),
        (0.16608029626229293, -0.011889871278576325, 1),
        (-0.35059290321591696, 0.39462996700075403, -0.45141007574104897),
        -0.47186215395732806,
        {1: 0.02521362805530086, 100: 0.10870479663811411},
        3,
        (1e-9, 1e-6),
    ),
    Case(
        "C",
        "activation=tanh&regularization=L2&batchSize=7&dataset=circle&regDataset=reg-gauss&learningRate=0.03"
        "&regularizationRate=0.003&noise=10&networkShape=6,4&seed=0.31415&percTrainData=50&x=true&y=true"
        "&problem=regression",
        {
            0: (0.09095928511812167, 0.08599452640302778),
            1: (0.041194476292872886, 0.04100249714429958),
            10: (0.030498054586961428, 0.02960878957517167),
            100: (0.020334502629000682, 0.023109341381531687),
        },
        (600, 600),
        (4800, 6000, 6040),
        (-4.73476025545653, -3.6368933629502243, -0.47941831859484907),
        (2.5480005173216433, -4.637677412469634, 0),
        # The table in the reference has the first one as …536…: a slip of one digit, with which its own losses at epoch
        # 0 would be 8e-11 away.
        (-0.34577537186136154, 0.129850829655499, -0.22026398320348162),
        0.15900475761125843,
        {1: -0.058077423914054786, 100: -0.029602796116003027},
    ),
    Case(
        "D",
        "activation=sigmoid&regularization=L1&batchSize=1&dataset=xor&regDataset=reg-plane&learningRate=0.1"
        "&regularizationRate=0.01&noise=25&networkShape=4,3&seed=0.27182&percTrainData=70&x=true&y=true&xTimesY=true"
        "&problem=classification",
        {
            0: (0.5494355046424676, 0.5202985345661422),
            1: (0.1922291458401993, 0.1618915099556205),
            10: (0.1534837768780212, 0.11871672751759808),
            100: (0.15257530409147735, 0.1207302418459267),
        },
        (350, 150),
        (2000, 2500, 2527),
        (-1.6134957580091787, 0.48498130626873887, -1),
        (-2.69742551162068, 2.005717170767644, -1),
        (0.2973789842764607, 0.4982093105919777, 0.1747522052775633),
        0.369621005815043,
        {1: -0.1689143142844052, 100: -1.682239890909156},
        24,
    ),
    Case(
        "E",
        "activation=linear&batchSize=10&dataset=gauss&regDataset=reg-plane&learningRate=0.01&regularizationRate=0"
        "&noise=50&networkShape=&seed=0.99999&percTrainData=10&x=true&y=true&problem=classification",
        {
            0: (0.3803222099760706, 0.3857322732611264),
            1: (0.24780584149980112, 0.2656321022148088),
            10: (0.08940762631258259, 0.13131187657619825),
            100: (0.05202400646220999, 0.11525003596053914),
        },
        (50, 450),
        (2634, 3134, 3136),
        (-1.4841383501375285, 3.9734636868455953, 1),
        (7.3382547155585405, -0.0001604984884138183, 1),
        (0.21866760287156772, -0.0771944175651808),
        -0.0771944175651808,
        {1: 0.09209702864514915, 100: -0.062317895628024166},
    ),
    Case(
        "F",
        "activation=relu&batchSize=30&dataset=circle&regDataset=reg-plane&learningRate=0.01&regularizationRate=0"
        "&noise=15&networkShape=3&seed=0.00001&percTrainData=80&x=true&y=true&problem=regression&initZero=true",
        {
            0: (0.12122616615502932, 0.12054220727097671),
            1: (0.12121971370346549, 0.12057319757662628),
            10: (0.12121592034378187, 0.12066264627863824),
            100: (0.12121624114945799, 0.12066842801099752),
        },
        (960, 240),
        (4800, 6000, 6009),
        (-3.3905983457677102, 5.341728647033747, 0.21568024687116383),
        (-4.381744944066664, 2.482807665724698, -0.1739014539903232),
        (0, 0, 0),
        0,
        {1: 0.001680634478627901, 100: 0.006110961136111075},
        None,  # every weight is 0 from the start
    ),
    Case(
        "reference",
        "activation=tanh&batchSize=10&dataset=spiral&regDataset=reg-plane&learningRate=0.03&regularizationRate=0&noise=5"
        "&networkShape=4,2&seed=0.16152&showTestData=false&discretize=false&percTrainData=50&x=true&y=true"
        "&xTimesY=true&xSquared=true&ySquared=true&cosX=false&sinX=true&cosY=false&sinY=true&collectStats=false"
        "&problem=classification&initZero=false&hideText=false",
        {
            0: (0.5406762190605782, 0.516072889596888),
            1: (0.5169672575330952, 0.5218916464561821),
            10: (0.47710961952514314, 0.5117055097513273),
            100: (0.3177043415165488, 0.4440948966175701),
        },
        (250, 250),
        (1000, 1500, 1538),
        (-1.0300984273536729, 2.513996604763555, 1),
    ),
)

CASE = {case.key: case for case in CASES}

# Case A after one epoch: bias and weights of each unit of the first hidden layer, and the output's weights.
A_HIDDEN_1 = (
    (0.10661039680615347, (0.01129469712995912, 0.4339269932418628)),
    (0.09228507486999116, (0.34590990915433867, 0.39512146771392437)),
    (0.09983356870741682, (-0.16886955113983737, 0.32456896380435324)),
    (0.10450212602771004, (-0.2866056469081881, 0.0317875982008384)),
)
A_OUTPUT_WEIGHTS = (-0.22878921027912846, -0.21224720465969457)
