//! A paragraph's words to lines: ragged right, no hyphens, all lines of a paragraph weighed together.
//!
//! It exists apart from pages because tables, lists and headings break lines in the same way. Input: [`Prose`]. Output:
//! [`Line`]s whose runs are measured from the line's left end. Lengths are in points.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use smallvec::SmallVec;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::fonts::{FaceId, FaceStyle};
use crate::layout::LayoutError;
use crate::layout::inline::{Prose, holds_together, holds_where_there_is_room};
use crate::layout::typesetter::{Piece, Typesetter, clusters};
use crate::layout::words::Words;

/// Costs in square points of white at a line's end. An extra line costs more than any raggedness, so a paragraph is
/// never longer than need be; running over the measure costs more than anything.
const PENALTIES: Penalties = Penalties {
    nline_penalty: 50_000,
    overflow_penalty: 1_000_000_000,
    short_last_line_fraction: 6,
    short_last_line_penalty: 3_000,
    hyphen_penalty: 0,
};

/// About how many bytes a line of text has.
const LINE_ROOM: usize = 96;

/// What a sum of many widths may be off by.
const TOLERANCE: f64 = 1e-6;

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line {
    /// The runs from left to right.
    pub(crate) runs: SmallVec<[Run; 1]>,
    /// Width without the space at its end.
    pub(crate) width: f64,
}

/// A stretch of a line in one face.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    /// From the line's left end.
    pub(crate) x: f64,
    /// The face.
    pub(crate) face: FaceId,
    /// The link it is part of, by number in [`Prose::links`].
    pub(crate) link: Option<usize>,
    /// The words. Shared, because paragraphs that come again are kept.
    pub(crate) words: Rc<Words>,
}

/// A stretch that no line break may cut, with the space after it.
#[derive(Debug, Clone)]
struct Chunk {
    /// First of its pieces, in [`Chunks::pieces`].
    first: usize,
    /// One after its last piece, the space included.
    end: usize,
    width: f64,
    space: f64,
    /// A line break was asked for after it.
    ends_line: bool,
}

impl Fragment for Chunk {
    fn width(&self) -> f64 {
        self.width
    }
    fn whitespace_width(&self) -> f64 {
        self.space
    }
    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// A piece and the text it shows.
#[derive(Debug)]
struct Shown {
    piece: Piece,
    start: usize,
    link: Option<usize>,
}

/// A paragraph shaped and ready to be broken at any measure. Tables ask for its widths first.
#[derive(Debug)]
pub(crate) struct Chunks<'prose> {
    prose: &'prose Prose,
    chunks: Vec<Chunk>,
    pieces: Vec<Shown>,
    size: f64,
    /// Room for the pieces of a stretch, until it is known where each stands.
    shaping: Vec<Piece>,
}

impl<'prose> Chunks<'prose> {
    /// Shapes a paragraph in letters of `size` points. A stretch wider than `widest` is cut between letters.
    pub(crate) fn shape(
        prose: &'prose Prose,
        size: f64,
        widest: f64,
        typesetter: &mut Typesetter<'_>,
    ) -> Result<Chunks<'prose>, LayoutError> {
        let text = prose.text.as_str();
        // About how many words it has, and as many spaces.
        let words = text.len() / 5 + 1;
        let (chunks, pieces) = (Vec::with_capacity(words), Vec::with_capacity(2 * words));
        let mut shaped = Chunks { prose, chunks, pieces, size, shaping: Vec::new() };
        let mut start = 0;
        for (end, opportunity) in linebreaks(text) {
            let asked = opportunity == BreakOpportunity::Mandatory && end < text.len();
            let held = || holds_together(text, end) || holds_where_there_is_room(text, end);
            if end <= start || (!asked && end < text.len() && held()) {
                continue;
            }
            shaped.add_chunk(start, end, asked, widest, typesetter)?;
            start = end;
        }
        Ok(shaped)
    }

    /// Width of the widest stretch that cannot be broken.
    pub(crate) fn least_width(&self) -> f64 {
        self.chunks.iter().map(|chunk| chunk.width).fold(0.0, f64::max)
    }

    /// Width if lines end only where asked.
    pub(crate) fn natural_width(&self) -> f64 {
        self.chunks.split_inclusive(|chunk| chunk.ends_line).map(width_of).fold(0.0, f64::max)
    }

    /// Breaks into lines: the first of `first` points, all others of `rest`.
    pub(crate) fn lines(&self, first: f64, rest: f64) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for part in self.chunks.split_inclusive(|chunk| chunk.ends_line) {
            let widths = if lines.is_empty() { [first, rest] } else { [rest, rest] };
            lines.extend(broken(part, widths).into_iter().map(|chunks| self.line(chunks)));
        }
        lines
    }

    fn add_chunk(
        &mut self,
        start: usize,
        end: usize,
        ends_line: bool,
        widest: f64,
        typesetter: &mut Typesetter<'_>,
    ) -> Result<(), LayoutError> {
        let whole = self.prose.text.get(start..end).unwrap_or_default();
        let words = whole.trim_end_matches([' ', '\n']);
        let words_end = start + words.len();
        let first = self.pieces.len();
        self.shape_range(start, words_end, typesetter)?;
        let width = self.pieces_width(first);
        let too_wide = width > widest;
        if let Some(at) = too_wide.then(|| self.last_break(start, words)).flatten() {
            self.pieces.truncate(first);
            self.add_chunk(start, at, false, widest, typesetter)?;
            return self.add_chunk(at, end, ends_line, widest, typesetter);
        }
        if too_wide {
            self.pieces.truncate(first);
            self.add_cut(start, words_end, widest, typesetter)?;
        } else {
            let end = self.pieces.len();
            self.chunks.push(Chunk { first, end, width, space: 0.0, ends_line: false });
        }
        if words_end < end || ends_line {
            self.add_space(words_end, end, ends_line, typesetter)?;
        }
        Ok(())
    }

    /// The last place where a stretch that begins at `start` may be broken after all, because it is too wide for a line.
    fn last_break(&self, start: usize, words: &str) -> Option<usize> {
        let mut breaks = words.rmatch_indices(' ').map(|(at, space)| start + at + space.len());
        breaks.find(|at| !holds_together(&self.prose.text, *at))
    }

    /// Ends the last chunk with a space, shown as one also where a line break was asked for: without it, text that is
    /// read by its tags would join the words.
    fn add_space(&mut self, start: usize, end: usize, ends_line: bool, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
        let (style, link) = self.style_at(start.min(end.saturating_sub(1)));
        let before = self.pieces.len();
        self.pieces.push(Shown { piece: typesetter.space(style)?, start, link });
        let (space, after) = (self.pieces_width(before), self.pieces.len());
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.end = after;
            chunk.space = space;
            chunk.ends_line = ends_line;
        }
        Ok(())
    }

    /// Cuts a stretch that is too wide, such as a long address, between letters.
    fn add_cut(&mut self, start: usize, end: usize, widest: f64, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
        let text = self.prose.text.get(start..end).unwrap_or_default();
        let (mut from, mut to, mut width) = (start, start, 0.0);
        for cluster in clusters(text) {
            let before = self.pieces.len();
            self.shape_range(to, to + cluster.len(), typesetter)?;
            let added = self.pieces_width(before);
            self.pieces.truncate(before);
            // Kerning between the letters is not in the sum, hence a little less than the whole width.
            if width + added > widest * 0.98 && to > from {
                self.add_whole(from, to, typesetter)?;
                (from, width) = (to, 0.0);
            }
            to += cluster.len();
            width += added;
        }
        if to > from {
            self.add_whole(from, to, typesetter)?;
        }
        Ok(())
    }

    fn add_whole(&mut self, start: usize, end: usize, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
        let first = self.pieces.len();
        self.shape_range(start, end, typesetter)?;
        let (width, end) = (self.pieces_width(first), self.pieces.len());
        self.chunks.push(Chunk { first, end, width, space: 0.0, ends_line: false });
        Ok(())
    }

    fn shape_range(&mut self, start: usize, end: usize, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
        let mut from = start;
        for span in self.prose.spans.iter().skip_while(|span| span.end <= start) {
            if from >= end {
                break;
            }
            let to = span.end.min(end);
            typesetter.shape(span.style, self.prose.text.get(from..to).unwrap_or_default(), &mut self.shaping)?;
            for piece in self.shaping.drain(..) {
                let length = piece.length;
                self.pieces.push(Shown { piece, start: from, link: span.link });
                from += length;
            }
            from = to;
        }
        Ok(())
    }

    fn style_at(&self, position: usize) -> (FaceStyle, Option<usize>) {
        let span = self.prose.spans.iter().find(|span| span.end > position).or(self.prose.spans.last());
        span.map_or((FaceStyle::default(), None), |span| (span.style, span.link))
    }

    fn pieces_width(&self, first: usize) -> f64 {
        let thousandths: i32 = self.pieces.iter().skip(first).map(|shown| shown.piece.word.width).sum();
        f64::from(thousandths) * self.size / 1000.0
    }

    /// What stands there in the text, with a space for the line break that was asked for.
    fn said(&self, place: Range<usize>) -> Cow<'_, str> {
        match self.prose.text.get(place.clone()) {
            Some(text) => text.strip_suffix('\n').map_or(text.into(), |text| format!("{text} ").into()),
            // The space after the last word, where there is none in the text.
            None => format!("{} ", self.prose.text.get(place.start..).unwrap_or_default()).into(),
        }
    }

    fn line(&self, chunks: &[Chunk]) -> Line {
        let mut runs: SmallVec<[(Run, Words); 1]> = SmallVec::new();
        let mut pen = 0_i64;
        // Words follow each other in the text, so what a run says is copied once.
        let mut said = 0..0;
        let (first, end) = match (chunks.first(), chunks.last()) {
            (Some(first), Some(last)) => (first.first, last.end),
            _ => (0, 0),
        };
        for shown in self.pieces.get(first..end).unwrap_or_default() {
            let piece = &shown.piece;
            let goes_on = runs.last().is_some_and(|(run, _)| run.face == piece.face && run.link == shown.link);
            if !goes_on {
                if let Some((_, words)) = runs.last_mut() {
                    words.say(&self.said(said));
                }
                said = shown.start..shown.start;
                let x = pen as f64 * self.size / 1000.0;
                let run = Run { x, face: piece.face, link: shown.link, words: Rc::default() };
                runs.push((run, Words::with_room(LINE_ROOM)));
            }
            if let Some((_, words)) = runs.last_mut() {
                words.show(piece.word.width, &piece.word.parts);
            }
            said.end = shown.start + piece.length;
            pen += i64::from(piece.word.width);
        }
        if let Some((_, words)) = runs.last_mut() {
            words.say(&self.said(said));
        }
        let runs = runs.into_iter().map(|(run, words)| Run { words: Rc::new(words), ..run }).collect();
        Line { runs, width: width_of(chunks) }
    }
}

/// Width of chunks on one line, without the space at the end.
fn width_of(chunks: &[Chunk]) -> f64 {
    let all: f64 = chunks.iter().map(|chunk| chunk.width + chunk.space).sum();
    all - chunks.last().map_or(0.0, |chunk| chunk.space)
}

fn broken(chunks: &[Chunk], widths: [f64; 2]) -> Vec<&[Chunk]> {
    let [first, rest] = widths;
    if width_of(chunks) <= first {
        return vec![chunks];
    }
    let fits = |lines: &Vec<&[Chunk]>| {
        let limits = std::iter::once(first).chain(std::iter::repeat(rest));
        lines.iter().zip(limits).all(|(line, limit)| width_of(line) <= limit + TOLERANCE)
    };
    let soonest = wrap_first_fit(chunks, &widths);
    if nothing_to_weigh(&soonest) && fits(&soonest) {
        return soonest;
    }
    match wrap_optimal_fit(chunks, &widths, &PENALTIES) {
        Ok(lines) if fits(&lines) => lines,
        _ => soonest,
    }
}

/// Whether lines that were each filled as far as they go are the best ones: the white of the last line costs nothing if it is more than one
/// stretch, and there is one other.
fn nothing_to_weigh(lines: &[&[Chunk]]) -> bool {
    matches!(lines, [_, last] if last.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::{Chunk, Chunks, Line, PENALTIES, broken, wrap_optimal_fit};
    use crate::document::Inline;
    use crate::fonts::{FaceStyle, Fonts};
    use crate::layout::inline::Prose;
    use crate::layout::typesetter::Typesetter;

    fn lines(content: &[Inline], measure: f64) -> Vec<Line> {
        let fonts = Fonts::built_in();
        let prose = Prose::new(content, FaceStyle::default());
        let mut typesetter = Typesetter::new(&fonts);
        Chunks::shape(&prose, 10.0, measure, &mut typesetter).expect("shaped").lines(measure, measure)
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.runs.iter().map(|run| run.words.text()).collect()).collect()
    }

    #[test]
    fn lines_keep_their_space_and_end_where_asked() {
        let content = [Inline::Text("118 Alder Ct".into()), Inline::LineBreak, Inline::Text("Santa Rosa, CA".into())];
        assert_eq!(texts(&lines(&content, 300.0)), ["118 Alder Ct ", "Santa Rosa, CA"]);
        let content = [Inline::Text("one two three four five six seven eight".into())];
        let broken = lines(&content, 60.0);
        assert!(broken.len() > 2);
        assert_eq!(texts(&broken).concat(), "one two three four five six seven eight");
    }

    #[test]
    fn a_long_address_is_cut_and_never_runs_over() {
        let content = [Inline::Text(format!("see {} now", "x".repeat(300)))];
        let broken = lines(&content, 90.0);
        assert!(broken.iter().all(|line| line.width <= 90.0));
        assert_eq!(texts(&broken).concat(), format!("see {} now", "x".repeat(300)));
    }

    #[test]
    fn a_section_sign_stands_with_its_number() {
        for measure in 40..120 {
            let broken = lines(&[Inline::Text("under 34 C.F.R. § 300.301 the".into())], f64::from(measure));
            assert!(texts(&broken).iter().all(|line| !line.trim_end().ends_with('§')), "{measure}");
            assert!(measure < 45 || texts(&broken).iter().any(|line| line.contains("§ 300.301 ")), "{measure}");
        }
    }

    #[test]
    fn a_citation_is_not_parted_unless_a_line_is_too_short_for_it() {
        let said = |measure: f64| texts(&lines(&[Inline::Text("The rule is in 34 C.F.R. § 300.301 now".into())], measure));
        assert_eq!(said(105.0), ["The rule is in ", "34 C.F.R. § 300.301 ", "now"]);
        assert_eq!(said(70.0), ["The rule is ", "in 34 C.F.R. ", "§ 300.301 now"]);
    }

    /// Weighing takes longer than filling, so it is done only where it can change something.
    #[test]
    fn lines_that_are_not_weighed_are_the_best_ones() {
        let lengths = |seed: usize| (0..12).map(move |index| (seed * 31 + index * index * 17 + seed / 7 * index) % 6 + 1);
        let chunk = |width: usize| Chunk { first: 0, end: 0, width: width as f64 * 5.3, space: 2.5, ends_line: false };
        let mut two = 0;
        for seed in 0..2_000 {
            let chunks: Vec<Chunk> = lengths(seed).map(chunk).collect();
            let measure = 60.0 + (seed % 200) as f64;
            let widths = [measure, measure - (seed % 3) as f64 * 12.0];
            let best: Vec<usize> = wrap_optimal_fit(&chunks, &widths, &PENALTIES).unwrap().iter().map(|line| line.len()).collect();
            let ours: Vec<usize> = broken(&chunks, widths).iter().map(|line| line.len()).collect();
            assert_eq!(ours, best, "{seed}");
            two += usize::from(best.len() == 2);
        }
        assert!(two > 200, "{two}");
    }

    #[test]
    fn runs_follow_each_other_without_gap() {
        let content = [Inline::Text("bare".into()), Inline::Strong(vec![Inline::Text("bold".into())])];
        let line = lines(&content, 300.0).remove(0);
        let [first, second] = line.runs.as_slice() else { panic!("two runs") };
        assert_eq!(second.x, first.words.width() as f64 / 100.0);
    }
}
