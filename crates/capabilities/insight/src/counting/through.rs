//! Counts told in another outcome framework than the one in which they were written.

use super::Looked;
use crate::{
    facts::{Dim, Kind},
    figures::Figure,
};
use pack::{Framework, Pack};

/// The pack's vocabulary of the words of a dimension that frameworks know.
pub(crate) fn vocabulary(figure: &Figure, dim: Dim) -> Option<&'static str> {
    match dim {
        Dim::Need => Some("need"),
        Dim::Outcome => Some(pack::OWN),
        Dim::What if matches!(figure.kind, Kind::Factor | Kind::Built) => Some("protective-factor"),
        _ => None,
    }
}

/// How the words of each dimension are told.
pub(crate) struct Through<'a> {
    pack: &'a Pack,
    by: Vec<Option<(&'static str, &'a Framework)>>,
}

impl<'a> Through<'a> {
    /// As it is looked at; words of dimensions that no framework knows stay what they are.
    pub fn of(pack: &'a Pack, figure: &Figure, looked: &Looked) -> Self {
        let framework = looked.framework.as_deref().and_then(|code| pack.framework(code));
        let by = looked.by.iter().map(|dim| vocabulary(figure, *dim).zip(framework));
        Self { pack, by: by.collect() }
    }

    /// The words of a cell; none where the framework has no word for them.
    pub fn tell(&self, mut key: Vec<Option<String>>) -> Vec<Option<String>> {
        for (code, through) in key.iter_mut().zip(&self.by) {
            let (Some(said), Some((vocabulary, framework))) = (code.as_deref(), through) else { continue };
            *code = self.pack.through(vocabulary, said, framework).map(|term| term.code.clone());
        }
        key
    }
}
