/// Hot loops of spatio-temporal backpropagation, dispatched at run time to the widest vectors of the processor.
///
/// Matrices are row-major single precision. Widths in neurons are padded to multiples of `SPIKE_LANES`; padded neurons
/// have zero weights and an infinite threshold. Spikes are bits, neuron n in bit n mod 64 of word n / 64.
/// Nothing here allocates, and nothing keeps state between calls.
#ifndef SPIKE_KERNELS_H
#define SPIKE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Floats in a vector, and the granularity of padded widths.
#define SPIKE_LANES 16

/// out[m × n] = (accumulate ? out : 0) + bits[m × 64 words] · dense[64 words × n]; rows of `dense` at clear bits are
/// not read. n is a multiple of SPIKE_LANES.
void spike_product(
    const uint64_t *bits, size_t words, size_t m, const float *dense, size_t n, float *out, int accumulate);

/// out[m × n] = levels[m × k] · dense[k × n], for narrow layers: the sums stay in registers, and nothing is prepared.
void spike_level_product(const float *levels, size_t m, size_t k, const float *dense, size_t n, float *out);

/// out[inputs × n] = (accumulate ? out : 0) + levelsᵀ · adjoint[m × n], of the first `inputs` columns of `levels`, whose
/// rows are k long; for narrow layers.
void spike_level_gradient(
    const float *levels, size_t m, size_t k, size_t inputs, const float *adjoint, size_t n, float *out,
    int accumulate);

/// `spike_product` with a level in place of a one at set bit b of row r: levels[r · rowStep + b · bitStep].
void spike_sparse_product(
    const uint64_t *bits, size_t words, size_t m, const float *levels, size_t rowStep, size_t bitStep,
    const float *dense, size_t n, float *out, int accumulate);

/// Sets the bits of `levels[rows × count]` that are not zero, `[rows × words]`, and counts them in every row.
void spike_occupied(
    const float *levels, size_t rows, size_t count, uint64_t *bits, size_t words, int32_t *counts);

/// transposed[64 words × rowWords] = bits[rows × words] with rows and columns exchanged; rowWords = ⌈rows/64⌉.
void spike_transpose(const uint64_t *bits, size_t rows, size_t words, uint64_t *transposed);

/// What a layer's neurons do in a slot; arrays are `[neurons]`, padded.
///
///     v[t] = a v′[t−1] + k (I[t] + b),   o[t] = v[t] ≥ θ
///     hard:       v′ = o ? reset : v
///     discharge:  the spike discharges the membrane for one slot, from the crossing on; then it charges from `reset`:
///                 after a spike, v[t] = V∞ − (V∞ − reset) q with q = a^(1−crossing fraction)
typedef struct {
    size_t neurons;
    const float *decay;      // a
    const float *gain;       // k
    const float *bias;       // b
    const float *threshold;  // θ
    float reset;
    int discharge;
} spike_lif;

enum spike_surrogate {
    SPIKE_RECTANGULAR,
    SPIKE_TRIANGULAR,
    SPIKE_SIGMOID,
    SPIKE_GAUSSIAN,
    SPIKE_ARCTANGENT,
    SPIKE_FAST_SIGMOID,
};

/// Runs `samples` neurons' rows over `slots`.
///
/// - current: I, `[frames × samples × neurons]`, frames = 1 (constant) or slots.
/// - spikes: `[slots × samples × words]`, or null.
/// - counts: spikes of each neuron over the slots `[samples × neurons]`, or null.
void spike_lif_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, uint64_t *spikes,
    size_t words, float *counts);

/// Adjoints that one backward pass adds to, `[neurons]` each; null for those that no one wants.
typedef struct {
    float *decay;
    float *gain;
    float *bias;
    float *threshold;
} spike_lif_adjoint;

/// Backpropagates through `spike_lif_forward`, recomputing its potentials.
///
/// - current: I on entry; ∂L/∂I on return, summed over slots if constant.
/// - spikeAdjoint: ∂L/∂o, `[adjointFrames × samples × neurons]`, adjointFrames = 1 or slots.
/// - scratch: at least `SPIKE_BACKWARD_SCRATCH(slots)` floats.
void spike_lif_backward(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *spikeAdjoint, size_t adjointFrames, float *scratch, spike_lif_adjoint *adjoint);

/// `spike_lif_forward` of a layer of SPIKE_LANES padded neurons with a constant current, that keeps the potentials for
/// `spike_lif_backward_kept`: `SPIKE_KEPT(slots, samples)` floats, in an order of their own.
/// Sixteen samples run in a vector, one neuron after the other.
void spike_lif_forward_keeping(
    const spike_lif *layer, const float *current, size_t slots, size_t samples, float *counts, float *potentials);

/// `spike_lif_backward` after `spike_lif_forward_keeping`; ∂L/∂o is the same in every slot.
void spike_lif_backward_kept(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t slots, size_t samples,
    const float *spikeAdjoint, const float *potentials, spike_lif_adjoint *adjoint);

#define SPIKE_KEPT(slots, samples) (((samples) + SPIKE_LANES - 1) / SPIKE_LANES * SPIKE_LANES * SPIKE_LANES * (slots))

/// `spike_lif_backward` below a layer of at most SPIKE_LANES neurons: ∂L/∂o is formed where it is used.
///
/// - above: ∂L/∂I of the layer above, `[slots × samples × SPIKE_LANES]`.
/// - weights: its weights, `[neuronsAbove × neurons]`.
void spike_lif_backward_through(
    const spike_lif *layer, enum spike_surrogate surrogate, float width, float *current, size_t frames, size_t slots,
    size_t samples, const float *above, const float *weights, size_t neuronsAbove, float *scratch,
    spike_lif_adjoint *adjoint);

/// transposed[SPIKE_LANES × stride] = matrix[rows × SPIKE_LANES] with rows and columns exchanged, zero beyond `rows` up
/// to the next multiple of SPIKE_LANES.
void spike_transpose_narrow(const float *matrix, size_t rows, float *transposed, size_t stride);

/// Samples that run through the slots side by side.
#define SPIKE_SAMPLES_TOGETHER 4
#define SPIKE_BACKWARD_SCRATCH(slots) ((slots) * 2 * SPIKE_SAMPLES_TOGETHER * SPIKE_LANES)

/// Potentials of neurons that do not spike, `[slots × samples × neurons]`.
void spike_membrane_forward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, float *potential);

/// Backpropagates through `spike_membrane_forward`.
///
/// - potentialAdjoint: ∂L/∂v as the loss gives it, `[slots × samples × neurons]`.
/// - currentAdjoint: ∂L/∂I, `[frames × samples × neurons]`, summed over slots if constant; may be `current`.
void spike_membrane_backward(
    const spike_lif *layer, const float *current, size_t frames, size_t slots, size_t samples, const float *potential,
    const float *potentialAdjoint, float *currentAdjoint, spike_lif_adjoint *adjoint);

/// Softmax cross-entropy of `rows` rows of logits; leaves scale · (softmax − target) in `logits`, zero in the padding.
/// Labels repeat every `samples` rows. `smoothing` spreads that part of the target over all classes.
/// - Returns: the sum of −ln softmax over the rows, against the smoothed target.
double spike_softmax_cross_entropy(
    float *logits, size_t rows, size_t classes, size_t stride, const int32_t *labels, size_t samples, float smoothing,
    float scale);

/// The neuron with the largest of a row's values, [rows]; −1 where several share it.
void spike_winners(const float *values, size_t rows, size_t neurons, size_t stride, int32_t *winners);

/// errors = share · (scale · counts − target), zero in the padding.
/// - Returns: the sum of (scale · counts − target)².
double spike_rate_errors(
    const float *counts, size_t samples, size_t neurons, size_t stride, const int32_t *labels, float scale, float share,
    float *errors);

/// `spike_survey` of neurons of which only the number of spikes over `slots` is known, `[samples × stride]`.
size_t spike_survey_counts(
    const float *counts, size_t samples, size_t stride, size_t slots, uint64_t *ever, uint64_t *always);

/// How a step moves parameters.
typedef struct {
    float rate;           // already corrected for the moments' bias
    float firstDecay;     // β₁, or the momentum
    float secondDecay;    // β₂
    float epsilon;        // already corrected
    float shrinkage;      // 1 − rate · weight decay (AdamW, SGD)
} spike_step;

/// Parameters with what they may be and what they load their column with, `[rows × columns]` each.
///
/// The gradient of a parameter w is Σ shards + slope · load[column]; slope is sign(w) where `slopes` is null or NaN.
typedef struct {
    float *values;
    const float *const *gradients;  // shards, summed in order
    size_t gradientCount;
    float gradientScale;
    const float *load;    // ∂L/∂G, [columns]; null for none
    const float *slopes;  // [rows × columns]; null or NaN for sign(w)
    const float *lows;    // [rows × columns]; null for `low`
    const float *highs;
    float low;
    float high;
} spike_parameters;

void spike_adam(
    const spike_parameters *p, const spike_step *step, size_t rows, size_t columns, float *first, float *second);

void spike_momentum(const spike_parameters *p, const spike_step *step, size_t rows, size_t columns, float *first);

/// What an array makes of the weights it is asked to hold; conductances in units of G_max − G_min above G_min.
typedef struct {
    size_t cells;                 // 2: a pair of cells holds max(w, 0) and max(−w, 0); 1: one cell holds w
    float levels;                 // number of levels less one; 0 for a continuum
    float absoluteNoise;          // σ of every cell, in units of G_max − G_min
    float relativeNoise;          // σ of every cell, relative to its conductance
    float minimum;                // G_min / (G_max − G_min)
    const float *stuckPositive;   // [rows × columns], NaN for a healthy cell; null if all are
    const float *stuckNegative;   // as above; not read with one cell
    const float *normals;         // a pool of 2^poolBits + columns standard normal numbers; null without noise
    unsigned poolBits;
    uint64_t seed;                // rows take their numbers from places in the pool that it decides
} spike_array;

/// realised = g⁺ − g⁻ as the array holds it, of a single cell its whole conductance, G_min and all;
/// load[c] = Σ_r (g⁺ + g⁻) above G_min; both in units of G_max − G_min.
/// `firstRow` is the row's number in the whole array, for a part of it.
void spike_realise(
    const spike_array *array, const float *weights, size_t firstRow, size_t rows, size_t columns, float *realised,
    float *load);

/// out[rows × columns] = the rows of `matrix` with these indices.
void spike_gather(const float *matrix, size_t columns, const intptr_t *indices, size_t rows, float *out);

/// What a number of rows of bits have in common: `ever` |= every row, `always` &= every row, `[words]`.
/// - Returns: the number of set bits.
size_t spike_survey(const uint64_t *bits, size_t rows, size_t words, uint64_t *ever, uint64_t *always);

/// Sets bit n of row r with probability intensity[r × n] / 1, by 16 random bits each from (seed, counter).
/// A row's bits in a frame depend on their places alone, not on how many rows or frames (below 2^20) there are;
/// `firstRow` is the first row's place.
/// - intensities: `[rows × count]` in 0…1, unpadded, for `frames` frames of independent draws.
/// - bits: `[frames × rows × words]`.
void spike_bernoulli(
    const float *intensities, size_t firstRow, size_t rows, size_t count, size_t frames, uint64_t seed, uint64_t *bits,
    size_t words);

/// A race of columns whose rows stand still, in units of V_th, of G_max − G_min and of the window.
///
///     V∞ = drive (bias + Σ g u)/G,   G = load + Σ g,   τ = capacitance/G
///     t  = −τ ln(1 − 1/V∞) if that is at most 1, else 2 − V∞ (1 − e^(−1/τ))
typedef struct {
    size_t columns;
    size_t rows;
    const float *cells;  // g, [columns × rows]
    float bias;         // g_bias
    float load;         // g_L + g_bias
    float drive;        // V_read/V_th
    float capacitance;  // C/((G_max − G_min) · window)
    float sharpness;    // κ: logits are −κ ln t
} spike_race;

/// The next multiple of SPIKE_LANES.
#define SPIKE_PADDED(count) (((count) + SPIKE_LANES - 1) / SPIKE_LANES * SPIKE_LANES)

/// Black-and-white pictures, u = ±1, in both orders.
typedef struct {
    size_t samples;
    size_t stride;          // SPIKE_PADDED(samples)
    const int32_t *labels;  // the class of every sample, [stride]
    float *byRow;           // [rows × stride]
    float *bySample;        // [stride × SPIKE_PADDED(rows)]
} spike_pictures;

/// Floats of scratch for `spike_race_gradient`.
static inline size_t spike_race_scratch(size_t columns, size_t rows, size_t stride) {
    return (columns + 8) * (rows + stride + 5 * SPIKE_LANES + 4);
}

/// Softmax cross-entropy of the race, and its gradient over the cells.
///
/// - gradient: ∂L/∂g, `[columns × rows]`; to `fired` the number of samples at which each column fires is added.
/// - Returns: the mean over the samples.
double spike_race_gradient(
    const spike_race *race, const spike_pictures *shown, float *gradient, int32_t *fired, float *scratch);

/// Draws pictures: those of the samples' classes, each pixel flipped with the probability thresholds/65536 of its sample.
///
/// - patterns: ±1, `[classes × SPIKE_PADDED(rows)]`; thresholds: `[stride]`.
void spike_draw_pictures(
    const float *patterns, size_t rows, const uint16_t *thresholds, uint64_t seed, const spike_pictures *shown);

#endif
