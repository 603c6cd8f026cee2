//! The same paragraph in the files of two families: pasted, and perhaps about somebody else.

use super::{
    Check, File, On, Place, Spot, assessing,
    words::{mark_of, paragraphs},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use store::Uuid;

/// The check.
pub(super) const ALL: &[Check] = &[Check {
    code: "same-text",
    on: On::Assessment,
    title: "The same paragraph stands in another file",
    advice: "Write this in words of this family's own: the same paragraph stands in another file.",
    looks: "Paragraphs of some length (200 letters, set) that stood in the file of another family before. Neither text \
        nor family is shown, and restricted files are compared with nothing.",
    source: "regulator's cases: a neighbour's record pasted into a plan; practice 8",
    find: same_text,
}];

/// A text of a file: whose record it is, what of it, where it is mended, since when it stands there.
pub struct Text<'a> {
    subject: Uuid,
    part: String,
    place: Place,
    since: NaiveDate,
    draft: bool,
    text: &'a str,
}

impl Text<'_> {
    /// Marks of its paragraphs.
    pub fn marks(&self, least: u32) -> impl Iterator<Item = u64> {
        paragraphs(self.text, least)
    }

    /// The day from which it stands there.
    pub fn since(&self) -> NaiveDate {
        self.since
    }
}

/// Every text of a file that somebody wrote.
pub fn texts(file: &File) -> Vec<Text<'_>> {
    let mut all = Vec::new();
    if let Some(of) = &file.assessment {
        all.extend(assessing::texts(of).map(|(part, text)| Text {
            subject: of.id,
            part: part.to_owned(),
            place: if of.completed_on.is_none() { Place::Area(part.to_owned()) } else { Place::Assessment },
            since: of.completed_on.unwrap_or(file.today),
            draft: of.completed_on.is_none(),
            text,
        }));
    }
    if let Some(of) = &file.plan {
        let of_outcomes = of.outcomes.iter().flat_map(|outcome| {
            [&outcome.words, &outcome.measure].map(|text| (Place::Outcome(outcome.id), outcome.id.to_string(), text))
        });
        let own = [(Place::Plan, String::new(), &of.words)];
        all.extend(own.into_iter().chain(of_outcomes).map(|(place, part, text)| Text {
            subject: of.id,
            part,
            place,
            since: of.agreed_on.unwrap_or(file.today),
            draft: of.agreed_on.is_none(),
            text,
        }));
    }
    for of in &file.reviews {
        let texts = [&of.positives, &of.changed, &of.support, &of.family_view, &of.reason];
        let texts = texts.into_iter().chain(of.said.iter().map(|(_, said)| said));
        all.extend(texts.map(|text| {
            let (part, place) = (String::new(), Place::Review(of.id));
            Text { subject: of.id, part, place, since: of.on, draft: false, text }
        }));
    }
    if let (Some(of), Some(since)) = (&file.ended, file.closed_on) {
        let (part, place) = ("exit-plan".to_owned(), Place::ExitPlan);
        all.push(Text { subject: file.episode, part, place, since, draft: false, text: &of.exit_plan });
    }
    all
}

/// One finding for each part of a record in which a paragraph of another file stands.
fn same_text(file: &File) -> Vec<Spot> {
    if file.elsewhere.is_empty() {
        return vec![];
    }
    let mut spots: Vec<Spot> = Vec::new();
    for text in texts(file) {
        let same: BTreeSet<u64> =
            text.marks(file.numbers.paragraph).filter(|mark| file.elsewhere.contains(mark)).collect();
        if same.is_empty() {
            continue;
        }
        let known = spots.iter_mut().find(|spot| spot.subject == text.subject && spot.part == text.part);
        let told = same.iter().map(|mark| format!("{mark:016x} ")).collect::<String>();
        match known {
            Some(spot) => spot.mark = mark_of(&[&format!("{:016x}", spot.mark), &told]),
            None => {
                let spot = Spot::new(text.subject, text.place, text.since, &[&told]);
                spots.push(spot.part(text.part).draft(text.draft));
            }
        }
    }
    spots
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, good, not};
    use super::*;

    #[test]
    fn a_paragraph_that_stood_in_another_file_is_found_and_a_short_one_is_not() {
        let long = "He misses his brother, who moved out in May, and talks about him at every visit. ".repeat(3);
        let mut file = good();
        file.reviews[0].changed = long.clone();
        assert!(not("same-text", &file));
        file.elsewhere = paragraphs(&long, 200).collect();
        assert!(finds("same-text", &file));
        file.reviews[0].changed = "He misses his brother.".into();
        assert!(not("same-text", &file));
    }
}
