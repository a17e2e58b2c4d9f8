//! Colours by which pictures are searched for.

use super::errors::Problem;
use std::{fmt, str::FromStr};

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// From 0 to 255.
    pub red: u8,
    /// From 0 to 255.
    pub green: u8,
    /// From 0 to 255.
    pub blue: u8,
}

/// The colours that the search page offers, each with its name.
pub const SWATCHES: [(&str, Colour); 12] = [
    ("Red", Colour::of(0xc6_28_28)),
    ("Orange", Colour::of(0xe8_73_1a)),
    ("Yellow", Colour::of(0xf2_c1_2e)),
    ("Green", Colour::of(0x3f_8f_3a)),
    ("Teal", Colour::of(0x1a_8f_86)),
    ("Blue", Colour::of(0x2f_62_b5)),
    ("Purple", Colour::of(0x7b_3f_a0)),
    ("Pink", Colour::of(0xe3_8f_b0)),
    ("Brown", Colour::of(0x7a_4f_2c)),
    ("Black", Colour::of(0x0a_0a_0a)),
    ("Grey", Colour::of(0x8a_8a_8a)),
    ("White", Colour::of(0xf7_f7_f7)),
];

impl Colour {
    const fn of(number: u32) -> Self {
        let [_, red, green, blue] = number.to_be_bytes();
        Self { red, green, blue }
    }

    /// What it is called, where the search page offers it.
    pub fn name(self) -> Option<&'static str> {
        SWATCHES.into_iter().find(|(_, colour)| *colour == self).map(|(name, _)| name)
    }
}

/// As addresses have it: six hexadecimal digits.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let is_hex = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_hex.then(|| u32::from_str_radix(text, 16).ok()).flatten();
        number.map(Self::of).ok_or_else(|| Problem::field("colour", COLOUR_PROBLEM))
    }
}

/// What is said of a text that is no colour.
pub const COLOUR_PROBLEM: &str = "A colour has six hexadecimal digits, as in “1a8f86”.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_as_it_is_written() {
        for (_, colour) in SWATCHES {
            assert_eq!(colour.to_string().parse(), Ok(colour));
        }
        assert_eq!("1A8F86".parse::<Colour>().map(Colour::name), Ok(Some("Teal")));
        assert_eq!("0b6b5d".parse::<Colour>().map(Colour::name), Ok(None));
        for wrong in ["", "teal", "#1a8f86", "1a8f8", "1a8f860", "+a8f86", "1a8f8é"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}
