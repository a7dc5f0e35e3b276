//! The house: what all letters share. Which blocks a page has and in which order, and which facts those blocks need.
//!
//! Input: `letter-templates/_house/house.toml`. Output: a [`House`]. A letter kind's own template holds only its argument; the
//! address, the date, the signature and the send sheet come from here.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What all letters share.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct House {
    /// Facts that the house's blocks may print in every letter.
    pub may: Vec<String>,
    /// Facts that no letter can be written without.
    pub must: Vec<String>,
    /// Layouts by name: a letter, a part of a packet, the send sheet.
    pub layout: BTreeMap<String, Layout>,
}

/// A layout: its blocks in reading order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The blocks.
    pub block: Vec<HouseBlock>,
}

/// One block of a layout.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseBlock {
    /// The group's name in `style.toml`.
    pub group: String,
    /// The partial that fills it; left out, the kind's own template stands here.
    pub template: Option<String>,
    /// A further template of the kind's own, by name; nothing stands here when the kind has none.
    pub own: Option<String>,
}

/// The house's file.
pub const FILE: &str = "_house/house.toml";
