/**
 * The shapes that cross the wire, as JSDoc types; no code.
 *
 * @typedef {Float32Array | Float64Array | Uint8Array | Int8Array | Int32Array | Uint32Array | Int16Array | Uint16Array |
 *   BigInt64Array | BigUint64Array} NumberArray
 * @typedef {NumberArray & { shape: number[] }} Tensor
 *
 * @typedef {{ version: number, from: number, stride: number }} HistoryHeader
 *
 * @typedef {object} FrameHeader
 * @property {string} run
 * @property {number} frame
 * @property {number} revision
 * @property {number} data_revision
 * @property {number} epoch finished
 * @property {number} epoch_share of the one under way, from 0 to less than 1
 * @property {number} updates
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number} updates_per_s measured
 * @property {boolean} playing
 * @property {string} program
 * @property {HistoryHeader} history
 * @property {Record<string, any>} views what each view's probe says beside its arrays
 * @property {string[]} coming views that are left out until their programs are compiled
 *
 * @typedef {{ header: FrameHeader, tensors: Map<string, Tensor> }} Frame
 *
 * @typedef {{ kind: string, units: number, activation: string, [field: string]: any }} LayerConfig as the layer's kind has it
 *
 * @typedef {object} Experiment
 * @property {string} seed
 * @property {{ dataset: string, noise: number, train_percent: number, count: number, [field: string]: any }} data
 * @property {string[]} features
 * @property {LayerConfig[]} layers
 * @property {string} loss
 * @property {{ kind: string, learning_rate: number, momentum: number, decay: number, decay2: number, epsilon: number,
 *   weight_decay: number }} optimizer
 * @property {{ kind: string, epochs: number, factor: number }} schedule
 * @property {{ l1: number, l2: number, dropout: number, dead_links: boolean }} regularization
 * @property {{ size: number, order: string, tail: string }} batch
 * @property {{ scheme: string, start: number }} initialization
 * @property {string} precision
 * @property {{ epochs: number | null, target_loss: number | null, patience_epochs: number | null }} stop
 * @property {{ show_test: boolean, discretize: boolean }} display
 *
 * @typedef {object} NetworkLayer
 * @property {number} units
 * @property {number} inputs
 * @property {string} activation
 * @property {number} parameters
 * @property {string} kind key of the catalog's layers; "head" for the output of a network on images
 * @property {number[]} [input_shape] of networks on images: height, width, channels of maps, or how many numbers
 * @property {number[]} [output_shape]
 * @property {{ name: string, shape: number[] }[]} [planes]
 * @property {{ rows: number[][], columns: number[][] }} [receptive] first and last pixel that each of its places sees, down
 *   and across
 * @typedef {object} NetworkInfo
 * @property {"points" | "images"} [family] points where it is not said
 * @property {number[]} [input_shape] height, width, channels of an image
 * @property {{ zero: number, unit: number }} [pixels] the network is shown (pixel - zero) / unit
 * @property {Record<string, string | null>[]} [fits] of each place a layer can be inserted at, the head's last, and of each
 *   kind: nothing, or what stands against it
 * @property {number} [slots] how many classes an image has
 * @property {boolean} [shared_head]
 * @property {string[]} inputs feature keys
 * @property {NetworkLayer[]} layers output last
 * @property {number} outputs
 * @property {number} classes
 * @property {string} problem
 * @property {string[]} class_labels
 * @property {number} parameters
 *
 * @typedef {{ reason: string, message: string, epoch: number, layer: number | null, can_restore: boolean }} Stop
 * @typedef {{ key: string, asked: any, used: any, why: string }} ImportNotice
 *
 * @typedef {object} RunInfo
 * @property {string} id
 * @property {Experiment} experiment
 * @property {number} revision
 * @property {number} data_revision
 * @property {boolean} playing
 * @property {number | null} updates_per_s asked for; null: as fast as it goes
 * @property {number} epoch
 * @property {number} updates
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {string | null} undo
 * @property {string | null} redo
 * @property {number | null} output_change
 * @property {ImportNotice[]} notices
 * @property {Stop | null} stopped
 * @property {NetworkInfo} network
 * @property {string} device
 * @property {string} precision
 * @property {string} program
 * @property {string | null} playground_link
 * @property {boolean} steering
 *
 * @typedef {{ path: string, expected: string, got: string, hint: string, message: string }} ApiErrorBody
 *
 * @typedef {{ x: number, y: number, label: number }} DataPoint
 * @typedef {{ train: DataPoint[], test: DataPoint[] }} DataSets
 *
 * @typedef {{ type: string, group?: string, [key: string]: any }} Command
 *
 * @typedef {{ key: string, label: string, help?: string, formula?: string, range?: [number, number], learns?: boolean, joint?: boolean, group?: number | null }} Entry joint: an activation of several sums of a layer at once, of so many neighbors or of all; its formula is the whole equation
 * @typedef {object} Field
 * @property {string} path
 * @property {string} label
 * @property {string} help
 * @property {"number" | "integer" | "choice" | "flag" | "text" | "choices"} type
 * @property {number | null} [minimum]
 * @property {number | null} [maximum]
 * @property {number | null} [soft_minimum]
 * @property {number | null} [soft_maximum]
 * @property {number | null} [step]
 * @property {boolean} [log]
 * @property {number[] | null} [steps]
 * @property {boolean} [nullable]
 * @property {string[] | string | null} [choices]
 * @property {string | null} [table]
 * @property {any} default
 * @property {string} [unit]
 * @property {string} touches
 * @property {string} group
 * @property {{ path: string, values: any[] } | Record<string, any[]> | null} [shown_when]
 * @property {"points" | "images" | null} [family] whose field it is; null: of both
 * @property {string} [kind] of a field of layers: of which kind
 *
 * @typedef {object} DataSetEntry
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {"points" | "images"} family
 * @property {string} problem
 * @property {number} classes
 * @property {number | null} count how many there are; null: without end
 * @property {string} source
 * @property {string} [licence] of images
 * @property {string} [lacking] what brings it; empty where it is on this machine
 * @property {[number, number, number]} [shape]
 * @property {number} [slots]
 * @property {[number, number, number][]} preview some points
 *
 * @typedef {object} Catalog
 * @property {Experiment} default_experiment
 * @property {Field[]} fields
 * @property {Entry[]} activations each of one number
 * @property {Entry[]} layer_activations what a layer of a network on points may have: those, and joint ones
 * @property {Entry[]} losses
 * @property {(Entry & { uses: string[] })[]} optimizers
 * @property {Entry[]} initializers
 * @property {Entry[]} schedules
 * @property {(Entry & { maximum: number })[]} features
 * @property {DataSetEntry[]} datasets
 * @property {(Entry & { source: string })[]} layers kinds of layers of a network on images
 * @property {Entry[]} slips in the lines of backpropagation
 * @property {Record<string, any>} limits
 * @property {any[]} probes
 */

export {};
