//! What stands for a member without a picture: the first letters of their name, on a colour of their own. The same on the server and in
//! the browser, where messages are drawn that come while a page is open.

/// The first letters of the first and the last word.
pub fn first_letters(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).collect()
}

/// One of the six colours, always the same for a name.
pub fn tone(name: &str) -> u32 {
    name.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_letter_or_two() {
        for (name, letters) in [("Ana", "A"), ("ana maria  lopez", "al"), ("", ""), (" Åsa ", "Å"), ("山 田", "山田")]
        {
            assert_eq!(first_letters(name), letters, "{name}");
        }
        assert!((1..=6).contains(&tone("")) && tone("ana") == tone("ana"));
    }
}
