//! On which footing of law a child is helped (evidence.md §10: a dated fact, not another system).

store::coded! {
    /// On which footing a child is helped.
    pub enum Footing {
        /// Early help, by agreement.
        EarlyHelp = "early-help",
        /// A child in need: section 17 of the Children Act 1989.
        S17 = "s17",
        /// A child who may be suffering significant harm: section 47 of that Act.
        S47 = "s47",
    }
}

impl Footing {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EarlyHelp => "Early help",
            Self::S17 => "Child in need (section 17)",
            Self::S47 => "Child protection (section 47)",
        }
    }

    /// Whether children's social care leads on it.
    pub const fn is_social_care(self) -> bool {
        matches!(self, Self::S17 | Self::S47)
    }
}
