//! What is looked at in an assessment. While it is written, only at the parts that somebody has begun.

use super::{
    Assessed, Check, File, On, Place, Spot,
    words::{is_longer_than_a_line, names_any, plain, says_something},
};
use crate::rules::file::{OfChild, Part};
use chrono::NaiveDate;
use people::PersonId;
use std::collections::BTreeSet;

/// A text shorter than so many letters is the same in two children by chance.
const BY_CHANCE: usize = 15;

/// The checks of assessments.
pub(super) const ALL: &[Check] = &[
    Check {
        code: "child-absent",
        on: On::Assessment,
        title: "A child is not in the assessment",
        advice: "A child of this family has no section. Start a new version that speaks of every child.",
        looks: "Children of the family who are not on the paper of the newest assessment.",
        source: "practice 8: siblings are not invisible; a county's audit, 2015",
        find: child_absent,
    },
    Check {
        code: "child-section-empty",
        on: On::Assessment,
        title: "A child's own section says nothing",
        advice: "Write what is so for this child in this area: the section is empty or says nothing.",
        looks: "Each child's own section in each area: empty, or words such as \"as above\".",
        source: "practice 3: each child's own section",
        find: child_section_empty,
    },
    Check {
        code: "child-voice-missing",
        on: On::Assessment,
        title: "A child's own words are missing",
        advice: "Ask this child what they hope for, and write it in their own words.",
        looks: "What a child who can speak for themselves hopes for: empty, or words that say nothing.",
        source: "practice 3: voice of each child; 001 s7",
        find: child_voice_missing,
    },
    Check {
        code: "children-same-words",
        on: On::Assessment,
        title: "Two children have the same section",
        advice: "Say what is so for this child alone: a brother or sister has the same words.",
        looks: "The same words in the sections of two children.",
        source: "practice 8: siblings are not invisible",
        find: children_same_words,
    },
    Check {
        code: "strengths-missing",
        on: On::Assessment,
        title: "Nothing is said to go well",
        advice: "Write what is going well in this area, too.",
        looks: "Strengths of each area: empty, or words that say nothing.",
        source: "practice 3: strengths, worries, what needs to happen",
        find: strengths_missing,
    },
    Check {
        code: "worries-without-needed",
        on: On::Assessment,
        title: "Worries without what needs to happen",
        advice: "Say what needs to happen about the worries in this area.",
        looks: "Areas with worries in which nothing is said to be needed.",
        source: "Ofsted 2015: assessments that describe and do not lead anywhere",
        find: worries_without_needed,
    },
    Check {
        code: "no-analysis",
        on: On::Assessment,
        title: "It describes and does not analyse",
        advice: "Say what lies beneath: this area names presenting needs and no underlying ones.",
        looks: "Areas with presenting needs and without an underlying one.",
        source: "Ofsted 2015: assessments describe and do not analyse; 000 s10",
        find: no_analysis,
    },
    Check {
        code: "analysis-short",
        on: On::Assessment,
        title: "Worries or what is needed are shorter than a line",
        advice: "Write more than a line: who worries, about what, since when, and what it does to the children.",
        looks: "Worries, and what needs to happen, that say something and are shorter than a line (set).",
        source: "Ofsted 2015; length set in the pack",
        find: analysis_short,
    },
    Check {
        code: "scale-by-one",
        on: On::Assessment,
        title: "A scale that one alone has said",
        advice: "Ask somebody else for their number, too: a scale with one number shows no difference of view.",
        looks: "Scales on which only one of those who could say a number did.",
        source: "practice 3: a scale per rater, kept apart",
        find: scale_by_one,
    },
    Check {
        code: "parent-not-asked",
        on: On::Assessment,
        title: "A parent or carer was not asked",
        advice: "Ask this parent or carer what they hope for, or say who could not be reached, and why.",
        looks: "What each parent and carer hopes for: empty, or words that say nothing.",
        source: "practice 3: made with the family; reviews of practice: fathers are left out",
        find: parent_not_asked,
    },
    Check {
        code: "other-parent-missing",
        on: On::Assessment,
        title: "The other parent is not mentioned",
        advice: "Say who and where the other parent is, and what they think, or why they were not asked.",
        looks: "Families with one parent in the record, in whose assessment no second parent is mentioned.",
        source: "reviews of practice: fathers are left out",
        find: other_parent_missing,
    },
    Check {
        code: "not-gone-through",
        on: On::Assessment,
        title: "Taken over from before, and nobody said it is still so",
        advice: "Go through what was taken over with the family, and say that it is still so.",
        looks: "Completed versions of which more than half was taken over and not confirmed.",
        source: "practice 3: never changed once authorised; a new version says what is so now",
        find: not_gone_through,
    },
];

/// What is found in an assessment, with whether it is a draft.
struct Look<'a> {
    file: &'a File,
    of: &'a Assessed,
    spots: Vec<Spot>,
}

impl<'a> Look<'a> {
    fn at(file: &'a File) -> Option<Self> {
        Some(Self { file, of: file.assessment.as_ref()?, spots: vec![] })
    }

    fn since(&self) -> NaiveDate {
        self.of.completed_on.unwrap_or(self.file.today)
    }

    /// Parts that are looked at: while it is written, those that somebody has begun.
    fn parts(&self) -> impl Iterator<Item = &'a Part> + use<'a> {
        let written = self.of.completed_on.is_some();
        self.of.parts.iter().filter(move |part| written || part.is_begun())
    }

    fn areas(&self) -> impl Iterator<Item = &'a Part> + use<'a> {
        self.parts().filter(|part| part.is_area)
    }

    fn spot(&self, place: Place, looked_at: &[&str]) -> Spot {
        Spot::new(self.of.id, place, self.since(), looked_at).draft(self.of.completed_on.is_none())
    }

    /// Where a part is mended: what is complete is mended in a new version.
    fn place(&self, part: &Part) -> Place {
        if self.of.completed_on.is_none() { Place::Area(part.code.clone()) } else { Place::Assessment }
    }

    fn area(&mut self, part: &Part, looked_at: &[&str]) {
        let spot = self.spot(self.place(part), looked_at).part(&part.code);
        self.spots.push(spot);
    }

    fn person(&mut self, part: &Part, of: PersonId, looked_at: &[&str]) {
        let spot = self.spot(self.place(part), looked_at).part(&part.code).of(of);
        self.spots.push(spot);
    }
}

fn look(file: &File, at: impl Fn(&mut Look<'_>)) -> Vec<Spot> {
    let Some(mut look) = Look::at(file) else { return vec![] };
    at(&mut look);
    look.spots
}

fn says(text: Option<&String>) -> bool {
    text.is_some_and(|text| says_something(text))
}

fn child_absent(file: &File) -> Vec<Spot> {
    look(file, |look| {
        // one that is being written is made on the paper of today
        if look.of.completed_on.is_none() || !look.file.is_open() {
            return;
        }
        let absent = look.file.people.iter().filter(|one| one.is_child && !look.of.on_paper.contains(&one.id));
        for child in absent {
            let spot = look.spot(Place::Assessment, &[]).of(child.id);
            look.spots.push(spot);
        }
    })
}

fn child_section_empty(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.areas() {
            for section in part.of_children.iter().filter(|section| !says_something(&section.text)) {
                look.person(part, section.child, &[&section.question, &section.text]);
            }
        }
    })
}

fn child_voice_missing(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.parts().filter(|part| !part.is_area) {
            let silent = part.of_children.iter().filter(|section| section.speaks && !says_something(&section.text));
            for section in silent {
                look.person(part, section.child, &[&section.question, &section.text]);
            }
        }
    })
}

fn children_same_words(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.parts() {
            let same = |section: &&OfChild| {
                let text = plain(&section.text);
                let earlier = part.of_children.iter().take_while(|other| !std::ptr::eq(*other, *section));
                let of_sibling = |other: &OfChild| other.question == section.question && other.child != section.child;
                text.len() >= BY_CHANCE
                    && earlier.into_iter().any(|other| of_sibling(other) && plain(&other.text) == text)
            };
            for section in part.of_children.iter().filter(same) {
                look.person(part, section.child, &[&section.question, &section.text]);
            }
        }
    })
}

fn strengths_missing(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.areas().filter(|part| part.strengths.is_some() && !says(part.strengths.as_ref())) {
            look.area(part, &[part.strengths.as_deref().unwrap_or_default()]);
        }
    })
}

fn worries_without_needed(file: &File) -> Vec<Spot> {
    look(file, |look| {
        let worried =
            |part: &&Part| says(part.worries.as_ref()) && part.needed.is_some() && !says(part.needed.as_ref());
        for part in look.areas().filter(worried) {
            look.area(part, &[part.worries.as_deref().unwrap_or_default(), part.needed.as_deref().unwrap_or_default()]);
        }
    })
}

fn no_analysis(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.areas().filter(|part| part.presenting && !part.underlying) {
            look.area(part, &["presenting"]);
        }
    })
}

fn analysis_short(file: &File) -> Vec<Spot> {
    look(file, |look| {
        let line = look.file.numbers.line;
        for part in look.areas() {
            let texts = [("worries", &part.worries), ("needed", &part.needed)];
            let told = texts.into_iter().filter_map(|(what, text)| Some((what, text.as_ref()?)));
            // that there are no worries is said in few words
            let short = |text: &String| says_something(text) && !is_longer_than_a_line(text, line);
            for (what, text) in told.filter(|(_, text)| short(text)) {
                let spot = look.spot(look.place(part), &[text]).part(format!("{} {what}", part.code));
                look.spots.push(spot);
            }
        }
    })
}

fn scale_by_one(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.areas().filter(|part| part.scales.iter().any(|(could, did)| *could > 1 && *did == 1)) {
            let numbers: String = part.scales.iter().map(|(_, did)| format!("{did} ")).collect();
            look.area(part, &[&numbers]);
        }
    })
}

fn parent_not_asked(file: &File) -> Vec<Spot> {
    look(file, |look| {
        for part in look.parts() {
            for (parent, text) in part.of_parents.iter().filter(|(_, text)| !says_something(text)) {
                look.person(part, *parent, &[text]);
            }
        }
    })
}

const MOTHERS: &[&str] = &["mother", "mothers", "mum", "mums", "mummy", "mam", "mom", "stepmother", "stepmum"];
const FATHERS: &[&str] = &["father", "fathers", "dad", "dads", "daddy", "stepfather", "stepdad"];
const OTHERS: &[&str] = &["parents", "coparent", "partner", "husband", "wife", "widow", "widower", "widowed", "donor"];

fn other_parent_missing(file: &File) -> Vec<Spot> {
    look(file, |look| {
        let parents = look.file.people.iter().filter(|person| person.is_parent).count();
        let texts: String = look.parts().flat_map(Part::texts).collect::<Vec<_>>().join("\n");
        let both = names_any(&texts, MOTHERS) && names_any(&texts, FATHERS);
        let told = both || names_any(&texts, OTHERS) || plain(&texts).contains("other parent");
        if parents == 1 && !texts.trim().is_empty() && !told && look.of.consulted == 0 {
            let spot = look.spot(Place::Assessment, &[&texts]);
            look.spots.push(spot);
        }
    })
}

fn not_gone_through(file: &File) -> Vec<Spot> {
    look(file, |look| {
        let (all, taken_over) = look.of.taken_over;
        if look.of.completed_on.is_some() && all > 0 && taken_over * 2 > all {
            let spot = look.spot(Place::Assessment, &[&taken_over.to_string()]);
            look.spots.push(spot);
        }
    })
}

/// Every text of an assessment, with its part, for what is looked for in other files.
pub(super) fn texts(of: &Assessed) -> impl Iterator<Item = (&str, &str)> {
    of.parts.iter().flat_map(|part| part.texts().map(|text| (part.code.as_str(), text)))
}

/// Areas in which a need is named.
pub(super) fn areas_with_needs(of: &Assessed) -> BTreeSet<&str> {
    let named = of.parts.iter().filter(|part| part.is_area && (part.presenting || part.underlying));
    named.map(|part| part.code.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, good, not};
    use super::*;
    use crate::rules::file::Person;

    fn part<'a>(file: &'a mut File, code: &str) -> &'a mut Part {
        let parts = &mut file.assessment.as_mut().expect("an assessment").parts;
        parts.iter_mut().find(|part| part.code == code).expect("a part")
    }

    #[test]
    fn a_good_assessment_has_nothing_to_mend() {
        for check in ALL {
            assert!(!finds(check.code, &good()), "{}", check.code);
        }
    }

    #[test]
    fn a_file_without_an_assessment_is_asked_nothing_about_one() {
        let file = File { assessment: None, ..good() };
        assert!(ALL.iter().all(|check| (check.find)(&file).is_empty()));
    }

    #[test]
    fn a_child_who_is_not_on_the_paper_is_found_and_one_who_is_is_not() {
        let mut file = good();
        let brother = Person { id: PersonId::new(), ..file.people[0].clone() };
        file.people.push(brother.clone());
        assert!(finds("child-absent", &file));
        file.assessment.as_mut().expect("one").on_paper.push(brother.id);
        assert!(not("child-absent", &file));
    }

    #[test]
    fn a_section_that_says_as_above_says_nothing_of_the_child() {
        let mut file = good();
        part(&mut file, "health").of_children[0].text = "As above".into();
        assert!(finds("child-section-empty", &file));
        part(&mut file, "health").of_children[0].text = "Sleeps in her own bed.".into();
        assert!(not("child-section-empty", &file));
    }

    #[test]
    fn the_voice_of_a_child_who_can_speak_is_asked_for_and_of_a_baby_it_is_not() {
        let mut file = good();
        part(&mut file, "start").of_children[0].text = String::new();
        assert!(finds("child-voice-missing", &file));
        part(&mut file, "start").of_children[0].speaks = false;
        assert!(not("child-voice-missing", &file));
    }

    #[test]
    fn two_children_with_the_same_words_are_found_and_with_their_own_they_are_not() {
        let mut file = good();
        let first = part(&mut file, "health").of_children[0].clone();
        part(&mut file, "health").of_children.push(OfChild { child: PersonId::new(), ..first });
        assert!(finds("children-same-words", &file));
        part(&mut file, "health").of_children[1].text = "He eats well, and coughs at night since the winter.".into();
        assert!(not("children-same-words", &file));
    }

    #[test]
    fn an_area_without_strengths_is_found() {
        let mut file = good();
        part(&mut file, "health").strengths = Some("None".into());
        assert!(finds("strengths-missing", &file));
        part(&mut file, "health").strengths = Some("She runs every day.".into());
        assert!(not("strengths-missing", &file));
    }

    #[test]
    fn worries_lead_to_what_needs_to_happen() {
        let mut file = good();
        part(&mut file, "health").needed = Some("tbc".into());
        assert!(finds("worries-without-needed", &file));
        part(&mut file, "health").worries = Some("None".into());
        assert!(not("worries-without-needed", &file), "where nobody worries, nothing need happen");
    }

    #[test]
    fn presenting_needs_have_something_beneath_them() {
        let mut file = good();
        part(&mut file, "health").underlying = false;
        assert!(finds("no-analysis", &file));
        part(&mut file, "health").presenting = false;
        assert!(not("no-analysis", &file));
    }

    #[test]
    fn an_analysis_is_longer_than_a_line() {
        let mut file = good();
        part(&mut file, "health").worries = Some("Sleeps badly.".into());
        assert!(finds("analysis-short", &file));
        part(&mut file, "health").worries = Some("None".into());
        assert!(not("analysis-short", &file), "that there are none is said in a word");
    }

    #[test]
    fn a_scale_has_more_than_one_number_or_none() {
        let mut file = good();
        part(&mut file, "health").scales = vec![(3, 1)];
        assert!(finds("scale-by-one", &file));
        for scales in [vec![(3, 2)], vec![(3, 0)], vec![(1, 1)]] {
            part(&mut file, "health").scales = scales;
            assert!(not("scale-by-one", &file));
        }
    }

    #[test]
    fn every_parent_is_asked_what_they_hope_for() {
        let mut file = good();
        part(&mut file, "start").of_parents[0].1 = String::new();
        assert!(finds("parent-not-asked", &file));
        part(&mut file, "start").of_parents[0].1 = "Quiet evenings.".into();
        assert!(not("parent-not-asked", &file));
    }

    #[test]
    fn where_one_parent_is_known_the_other_is_spoken_of() {
        let mut file = good();
        part(&mut file, "health").worries = Some("Her mother worries that she does not sleep, since the move.".into());
        part(&mut file, "health").needed =
            Some("The health visitor looks at nights with her, and at a routine.".into());
        part(&mut file, "start").other = vec!["Nights are hard.".into()];
        assert!(finds("other-parent-missing", &file));
        part(&mut file, "start").other = vec!["Her father lives in Leeds, and phones on Sundays.".into()];
        assert!(not("other-parent-missing", &file));
    }

    #[test]
    fn what_was_taken_over_is_gone_through() {
        let mut file = good();
        file.assessment.as_mut().expect("one").taken_over = (10, 6);
        assert!(finds("not-gone-through", &file));
        file.assessment.as_mut().expect("one").taken_over = (10, 5);
        assert!(not("not-gone-through", &file));
    }

    #[test]
    fn a_part_of_a_draft_that_nobody_has_begun_is_asked_nothing() {
        let mut file = good();
        let assessment = file.assessment.as_mut().expect("one");
        assessment.completed_on = None;
        assessment.parts =
            vec![Part { code: "health".into(), is_area: true, strengths: Some(String::new()), ..Part::default() }];
        assert!(not("strengths-missing", &file));
        part(&mut file, "health").presenting = true;
        let spots = (super::super::check("strengths-missing").expect("a check").find)(&file);
        assert!(spots.len() == 1 && spots[0].draft, "what is being written is advice: {spots:?}");
    }
}
