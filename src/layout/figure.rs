//! Drawings among the blocks.
//!
//! It exists so that a figure is plain data for whoever draws it and ordinary items for whoever writes pages. Input: a
//! [`Figure`]. Output: one strip, which no page break cuts.

use crate::document::{Alignment, Figure, Stroke};
use crate::fonts::FaceStyle;
use crate::layout::LayoutError;
use crate::layout::flow::{Flow, Keep, Setting};
use crate::layout::inline::Prose;
use crate::layout::page::{Item, Owner, Path, Text};
use crate::layout::paragraph::Chunks;
use crate::layout::structure::{ElementId, Role};

impl Flow<'_, '_> {
    /// Adds a drawing, made smaller when the text is narrower.
    pub(crate) fn figure(&mut self, figure: &Figure, setting: &Setting) -> Result<(), LayoutError> {
        if figure.width <= 0.0 || figure.height <= 0.0 {
            return Ok(());
        }
        let scale = (setting.measure / figure.width).min(1.0);
        let owner = self.elements.add(Role::Figure { alternative: figure.alternative.clone() }, setting.parent);
        let mut items = Vec::with_capacity(figure.strokes.len());
        for stroke in &figure.strokes {
            match stroke {
                Stroke::Path { points, fill, line } => items.push(Item::Path(Path {
                    points: points.iter().map(|(x, y)| (setting.left + x * scale, y * scale)).collect(),
                    fill: *fill,
                    line: line.map(|(thickness, grey)| (thickness * scale, grey)),
                    owner,
                })),
                Stroke::Words { .. } => self.figure_words(stroke, scale, setting.left, owner, &mut items)?,
            }
        }
        self.push(items, figure.height * scale, Keep::Free);
        Ok(())
    }

    fn figure_words(&mut self, stroke: &Stroke, scale: f64, left: f64, owner: ElementId, items: &mut Vec<Item>) -> Result<(), LayoutError> {
        let Stroke::Words { x, y, size, bold, grey, alignment, text } = stroke else { return Ok(()) };
        let size = size * scale;
        let prose = Prose::label(text.clone(), FaceStyle { bold: *bold, italic: false });
        let chunks = Chunks::shape(&prose, size, f64::INFINITY, self.typesetter)?;
        let width = chunks.natural_width();
        let start = left + x * scale
            - match alignment {
                Alignment::Left => 0.0,
                Alignment::Centre => width / 2.0,
                Alignment::Right => width,
            };
        let line = chunks.lines(f64::INFINITY, f64::INFINITY).into_iter().next();
        items.extend(line.into_iter().flat_map(|line| line.runs).map(|run| {
            Item::Text(Text {
                x: start + run.x,
                y: y * scale,
                size,
                face: run.face,
                grey: *grey,
                turn: 0.0,
                owner: Owner::Element(owner),
                words: run.words,
            })
        }));
        Ok(())
    }
}
