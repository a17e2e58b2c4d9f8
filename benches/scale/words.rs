//! The words of the made-up site: plain ASCII, as often as words are in life (Zipf), and as people mistype them.

use rand::{Rng, rngs::StdRng};

/// The commonest, in this order. The rarer ones are put together from syllables.
const COMMON: &str = "light morning street house garden old blue summer water green city night winter red sea white mountain \
    forest window sky river flower autumn sunset beach tree black road bridge cat dog bird snow rain spring kitchen coffee \
    bread recipe home wall wood stone paper ink drawing painting portrait study sketch poster design pattern knitting wool \
    cotton dress jacket shoes vintage train station market harbour boat island lake valley desert meadow hill field farm \
    barn horse sheep fox owl butterfly bee rose tulip daisy fern moss leaf branch root cloud storm fog frost ice fire candle \
    lamp shadow mirror glass clay pottery bowl cup plate table chair shelf door roof tower castle church temple museum \
    library bicycle camera film travel journey walk climb dance music guitar piano violin concert theatre festival wedding \
    birthday child family friend grandmother baker carpenter sailor gardener summerhouse lighthouse waterfall rainbow \
    starlight moonlight sunrise evening afternoon midnight landscape architecture photography typography watercolour \
    embroidery ceramics furniture interior balcony courtyard staircase alley square fountain statue ruins village cottage \
    cabin tent campfire backpack map compass lantern blanket pillow quilt basket bottle spoon knife honey apple pear plum \
    cherry lemon orange tomato pumpkin pepper garlic basil salad soup pasta cake chocolate cinnamon breakfast dinner picnic";

const BEGINNINGS: [&str; 24] = [
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st",
    "t", "tr", "w",
];
const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oa", "ou"];
const ENDS: [&str; 16] = ["", "l", "m", "n", "r", "s", "t", "ck", "ld", "nd", "ng", "nt", "rk", "sh", "st", "th"];

/// How many words there are.
const COUNT: usize = 20_000;

/// How many of the commonest are tags.
const TAGS: usize = 5_000;

pub struct Words(Vec<String>);

impl Words {
    pub fn new(rng: &mut StdRng) -> Self {
        let mut words: Vec<_> = COMMON.split_whitespace().map(str::to_owned).collect();
        let mut known: std::collections::HashSet<_> = words.iter().cloned().collect();
        while words.len() < COUNT {
            let word: String = (0..rng.random_range(2..=3)).map(|_| syllable(rng)).collect();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        Self(words)
    }

    pub fn word(&self, rng: &mut StdRng) -> &str {
        &self.0[zipf(rng, self.0.len())]
    }

    pub fn tag(&self, rng: &mut StdRng) -> &str {
        &self.0[zipf(rng, TAGS)]
    }

    /// So many words with a space between.
    pub fn some(&self, rng: &mut StdRng, count: usize) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word(rng)).collect();
        words.join(" ")
    }
}

fn syllable(rng: &mut StdRng) -> String {
    let mut one_of = |parts: &[&'static str]| parts[rng.random_range(0..parts.len())];
    format!("{}{}{}", one_of(&BEGINNINGS), one_of(&MIDDLES), one_of(&ENDS))
}

/// A number below `count`, each k-th in proportion to 1/(k + 1).
pub fn zipf(rng: &mut StdRng, count: usize) -> usize {
    let place = (count as f64 + 1.0).powf(rng.random::<f64>());
    (place as usize - 1).min(count - 1)
}

/// A number below `count`, small ones oftener: the larger the power, the more so.
pub fn skewed(rng: &mut StdRng, count: usize, power: f64) -> usize {
    ((count as f64 * rng.random::<f64>().powf(power)) as usize).min(count - 1)
}

/// The word with one slip of the fingers: two letters swapped, one left out, one doubled or one beside it.
pub fn misspelt(word: &str, rng: &mut StdRng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = rng.random_range(1..letters.len() - 1);
    match rng.random_range(0..4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = if letters[at] == 'e' { 'r' } else { 'e' },
    }
    letters.into_iter().collect()
}
