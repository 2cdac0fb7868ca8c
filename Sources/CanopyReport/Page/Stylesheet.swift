internal import Hashing

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The styles of all pages, and the rule by which a browser takes these only.
enum Stylesheet {
    /// What a page may load: pictures beside it and those in links, and these very styles. All else is forbidden: scripts,
    /// frames, forms, other hosts.
    ///
    /// See: [Content Security Policy](https://www.w3.org/TR/CSP3/).
    static var policy: String {
        "default-src 'none'; img-src 'self' data:; style-src \(source); base-uri 'none'; form-action 'none'"
    }

    /// The styles by their hash: those that somebody slips in are not used.
    private static var source: String {
        guard var digest = MessageDigest(.sha256) else { return "'unsafe-inline'" }
        text.withUTF8Buffer { digest.update(UnsafeRawBufferPointer($0)) }
        let digits = Array(digest.hexadecimal().utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        return "'sha256-\(Data(bytes).base64EncodedString())'"
    }

    /// Every color of text has a contrast of at least 4.5 with what is behind it, in the light as in the dark.
    static let text: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #faf9f5; --card: #ffffff; --ink: #1b241e; --quiet: #56615a; --line: #dcdfd8; --accent: #1f6547;
          --good: #17653a; --good-back: #e3f3e8; --look: #7d4a00; --look-back: #fdf0d5; --bad: #9c1f18; --bad-back: #fce7e4;
          --none: #4f5a54; --none-back: #eceeea; --bar: #3f8f6b; --under: #b5523b; --outline: #2f7d5b; --fill: #cfe6d8;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #121714; --card: #1a211d; --ink: #e8ede9; --quiet: #a5b1aa; --line: #333d37; --accent: #86d3ab;
            --good: #8fdcae; --good-back: #16301f; --look: #f2c46d; --look-back: #33270f; --bad: #ffab9f; --bad-back: #3b1a17;
            --none: #b3beb7; --none-back: #262e29; --bar: #5fb58c; --under: #e08a72; --outline: #86d3ab; --fill: #24483a;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
        }
        header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
        header { padding-top: 2rem; }
        footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
        h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.25rem); line-height: 1.15; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
        p { margin: 0 0 .75rem; }
        section { margin: 2.25rem 0; }
        a { color: var(--accent); text-underline-offset: .15em; overflow-wrap: anywhere; }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .kicker { color: var(--quiet); margin: .35rem 0 0; }
        .quiet { color: var(--quiet); }
        .skip { position: absolute; left: -999rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
        .good, .attention, .bad, .unknown { border-color: currentColor; }
        .good { color: var(--good); background: var(--good-back); }
        .attention { color: var(--look); background: var(--look-back); }
        .bad { color: var(--bad); background: var(--bad-back); }
        .unknown { color: var(--none); background: var(--none-back); }
        .verdict { border-left: .5rem solid; border-radius: .5rem; padding: 1rem 1.25rem; margin: 1.5rem 0 1rem; }
        .verdict p { margin: 0; color: var(--ink); }
        .verdict h2 { font-size: 1.6rem; margin: 0; }
        .mark { display: inline-block; white-space: nowrap; border-radius: 1rem; padding: .05rem .65rem; font-weight: 600; font-size: .875rem; }
        figure + .columns { margin-top: 1.25rem; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .75rem; margin: 0; }
        dl div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
        dt { color: var(--quiet); font-size: .8125rem; }
        dd { margin: 0; font-weight: 600; font-size: 1.0625rem; overflow-wrap: anywhere; }
        dd span { display: block; font-weight: 400; font-size: .8125rem; color: var(--quiet); }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem; }
        figcaption { margin-bottom: .6rem; }
        figcaption strong { display: block; font-size: 1.0625rem; }
        figcaption span { color: var(--quiet); font-size: .875rem; }
        .picture { position: relative; margin: 0 auto; }
        .tall { width: 60%; } .tower { width: 30%; }
        .picture img { display: block; width: 100%; height: auto; }
        svg { display: block; width: 100%; overflow: visible; }
        svg text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
        svg .tick, svg .axis { stroke: var(--quiet); stroke-width: 1; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .scale { stroke: var(--ink); stroke-width: 2; }
        svg .bar { fill: var(--bar); } svg .under { fill: var(--under); }
        svg .percentile { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
        svg .edge { stroke: var(--quiet); stroke-width: 1; fill: none; }
        svg .footprint { fill: var(--fill); stroke: var(--outline); stroke-width: 2; vector-effect: non-scaling-stroke; }
        svg .needle { fill: var(--ink); }
        .beside { display: flex; gap: 1rem; align-items: flex-end; }
        .beside .legend { flex: 1; min-width: 0; }
        .north { flex: none; width: 2.25rem; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1.25rem; align-items: start; }
        .columns .outline { max-width: 30rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; background: var(--card); border: 1px solid var(--line); }
        caption { text-align: left; color: var(--quiet); font-size: .875rem; padding: 0 0 .5rem; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .75rem; border-bottom: 1px solid var(--line); }
        thead th { font-size: .8125rem; color: var(--quiet); }
        tbody th { font-weight: 600; }
        tbody tr:last-child > * { border-bottom: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        time { white-space: nowrap; }
        code { font: .8125rem/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        .hash { min-width: 17rem; } .file { min-width: 11rem; }
        .thumb { width: 5.5rem; padding: .35rem .75rem; } .thumb img { display: block; max-width: 4.5rem; max-height: 4.5rem; width: auto; height: auto; }
        ul { margin: 0; padding-left: 1.25rem; } li { margin: .25rem 0; overflow-wrap: anywhere; }
        @media (max-width: 40rem) {
          header, main, footer { padding-left: .9rem; padding-right: .9rem; }
          section { margin: 1.75rem 0; }
          .wide { display: none; }
          th, td { padding: .4rem .5rem; }
          .thumb { width: 4rem; padding: .3rem .4rem; } .thumb img { max-width: 3.25rem; max-height: 3.25rem; }
        }
        @media print {
          :root { --paper: #ffffff; }
          @page { margin: 14mm; }
          body { font-size: 10pt; }
          header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
          header { padding-top: 0; }
          section { margin: 1.25rem 0; }
          .skip { display: none; }
          .pictures { grid-template-columns: 1fr 1fr; }
          .scroll { overflow: visible; }
          table { font-size: 8pt; } th, td { padding: .25rem .35rem; } thead th, code, .mark { font-size: 7.5pt; }
          .number { white-space: normal; } .hash, .file { min-width: 0; } .thumb { width: 3rem; }
          .thumb img { max-width: 2.5rem; max-height: 2.5rem; }
          .columns { break-inside: avoid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); }
          footer { padding-bottom: 0; break-before: avoid; }
          a { color: inherit; text-decoration: none; }
          h2, h3, caption, figcaption { break-after: avoid; }
          figure, tr, dl div, .verdict { break-inside: avoid; }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """
}
