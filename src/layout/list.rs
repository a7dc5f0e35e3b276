//! Numbered and bulleted lists: a label, and blocks set in from it.
//!
//! It exists beside [`crate::layout::flow`] because labels stand in the margin of lines that are measured without them.
//! Input: the items of a list. Output: strips in the same column.

use crate::document::Block;
use crate::layout::LayoutError;
use crate::layout::flow::{Flow, Keep, Setting, baseline, lines};
use crate::layout::inline::Prose;
use crate::layout::page::Item;
use crate::layout::paragraph::Line;
use crate::layout::structure::{ElementId, Role};

impl Flow<'_, '_> {
    /// Adds a list.
    pub(crate) fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], setting: &Setting) -> Result<(), LayoutError> {
        let list = self.elements.add(Role::List { numbered: start.is_some() }, setting.parent);
        let labels = self.labels(start, items.len(), setting)?;
        let widest = labels.iter().map(|line| line.width).fold(0.0, f64::max);
        let style = &self.style.list;
        let (gap, between) = (style.label_gap.get(), style.item_gap.get());
        let indent = style.indent.get().max(widest + gap);
        for (index, (label, blocks)) in labels.into_iter().zip(items).enumerate() {
            if index > 0 {
                self.space(between);
            }
            let item = self.elements.add(Role::ListItem, list);
            let label_element = self.elements.add(Role::Label, item);
            let body = self.elements.add(Role::ListBody, item);
            let inner = Setting {
                parent: body,
                // Only bulleted lists count, so that bullets within numbers are those of the first level.
                list_depth: setting.list_depth + usize::from(start.is_none()),
                depth: setting.depth + 1,
                hanging: 0.0,
                room_before: 0.0,
                paragraph_gap: between.max(setting.paragraph_gap / 2.0),
                ..setting.indented(indent, 0.0)
            };
            // Labels end where the gap begins, so that the points of 9. and 10. stand below each other.
            let left = inner.left - gap - label.width;
            self.item(label, label_element, left, blocks, &inner)?;
        }
        Ok(())
    }

    fn item(&mut self, label: Line, label_element: ElementId, left: f64, blocks: &[Block], inner: &Setting) -> Result<(), LayoutError> {
        let first = self.column.strips.len();
        match blocks {
            // The words of most items: what they are is said by the item, and one element less is read and written for each.
            [Block::Paragraph(content)] => self.words(content, inner.parent, inner)?,
            _ => self.blocks(blocks, inner)?,
        };
        if self.column.strips.len() == first {
            self.push(Vec::new(), inner.leading, Keep::Free);
        }
        let Some(strip) = self.column.strips.get(first) else { return Ok(()) };
        // The label stands on the first line of whatever the item begins with.
        let y = strip
            .items
            .iter()
            .find_map(|item| match item {
                Item::Text(text) => Some(text.y),
                Item::Rule(_) | Item::Path(_) | Item::Exhibit(_) => None,
            })
            .unwrap_or(baseline(inner));
        let mut items = self.items(&label, left, y, inner.size, label_element, &[]);
        if let Some(strip) = self.column.strips.get_mut(first) {
            items.append(&mut strip.items);
            strip.items = items;
        }
        Ok(())
    }

    fn labels(&mut self, start: Option<u64>, count: usize, setting: &Setting) -> Result<Vec<Line>, LayoutError> {
        let bullets = &self.style.list.bullets;
        let bullet = bullets.get(setting.list_depth).or(bullets.last()).map_or("•", String::as_str).to_owned();
        let mut labels = Vec::with_capacity(count);
        let mut number = start;
        for _ in 0..count {
            let text = match number {
                Some(value) => {
                    number = Some(value.saturating_add(1));
                    format!("{value}. ")
                }
                None => format!("{bullet} "),
            };
            labels.push(self.label(text, setting)?);
        }
        Ok(labels)
    }

    /// One line with a space at its end, for text read by its tags; the space is not part of the width.
    fn label(&mut self, text: String, setting: &Setting) -> Result<Line, LayoutError> {
        let prose = Prose::label(text, setting.style);
        let line = lines(&prose, setting.size, [f64::INFINITY; 2], self.typesetter)?.first().cloned();
        Ok(line.unwrap_or_default())
    }
}
