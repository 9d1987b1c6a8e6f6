/// The look of the report.
///
/// Colours are named once and exchanged for a dark screen; paper is always light. The series colours are Okabe and
/// Ito's, which colour-blind readers tell apart; on dark they are lightened to keep their contrast.
enum Stylesheet {
    static let text = colours + page + tables + figures

    private static let light = """
        --paper:#fff;--ink:#16181b;--muted:#5a616a;--faint:#8b929b;--rule:#d6dade;--grid:#e7eaed;--panel:#f5f6f8;
        --series-1:#0067a5;--series-2:#c4500a;--series-3:#00805c;--series-4:#a3458a;--series-5:#8a6a00;--series-6:#5a4fb8;
        --neutral:#9aa1a9;
        --shade:#123e63;--alert:#a8321b;--good:#00714f;color-scheme:light
        """

    private static let dark = """
        --paper:#14171a;--ink:#e8eaed;--muted:#a4abb3;--faint:#7c848d;--rule:#363c43;--grid:#282d33;--panel:#1c2024;
        --series-1:#5eb3ec;--series-2:#f08c4b;--series-3:#3ec79b;--series-4:#dc8fc6;--series-5:#d8b547;--series-6:#aaa0f2;
        --neutral:#6c747d;
        --shade:#a5d4f7;--alert:#f2886f;--good:#54cfa6;color-scheme:dark
        """

    private static let colours = """

        :root{\(light)}
        @media screen and (prefers-color-scheme:dark){:root{\(dark)}}
        """

    private static let page = """

        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:15px/1.55 "Helvetica Neue",Helvetica,Arial,"Liberation Sans",system-ui,sans-serif}
        main{max-width:908px;margin:0 auto;padding:44px 24px 72px}
        p{margin:0 0 12px;max-width:700px}
        sub{font-size:.75em;line-height:0}
        a{color:inherit;text-decoration-color:var(--faint);text-underline-offset:2px}
        h1{font-size:29px;line-height:1.2;font-weight:600;letter-spacing:-.01em;margin:0 0 10px;max-width:26em;text-wrap:balance}
        h2{font-size:20px;line-height:1.3;font-weight:600;margin:56px 0 14px;padding-top:12px;
        border-top:1px solid var(--rule)}
        h2 .number{display:inline-block;min-width:1.6em;color:var(--faint);font-weight:400}
        h3{font-size:15px;font-weight:600;margin:26px 0 8px}
        code,pre{font:12.5px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
        pre{margin:10px 0 0;padding:14px 16px;background:var(--panel);overflow-x:auto}
        details{margin:14px 0}
        summary{cursor:pointer;font-weight:600}
        .kicker{margin:0 0 10px;color:var(--muted);font-size:13px}
        .lead{font-size:16px}
        .missing{color:var(--muted);padding-left:12px;border-left:3px solid var(--rule)}
        .warning{padding-left:12px;border-left:3px solid var(--alert)}
        .warning strong,.broken{color:var(--alert)}
        .met{color:var(--good)}
        .facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 20px;margin:22px 0 0;font-size:13px}
        .facts dt{color:var(--muted)}
        .facts dd{margin:0}
        .tiles{display:grid;grid-template-columns:repeat(4,1fr);margin:28px 0 0;border-top:2px solid var(--ink);
        border-bottom:1px solid var(--rule)}
        .tile{padding:14px 16px 15px}
        .tile:first-child{padding-left:0}
        .tile+.tile{border-left:1px solid var(--rule)}
        .tile .name{display:block;font-size:12.5px;color:var(--muted);line-height:1.35;min-height:2.7em}
        .tile .value{display:block;font-size:27px;line-height:1.35;font-weight:600;letter-spacing:-.01em}
        .tile .value.none{color:var(--faint);font-weight:400}
        .tile .detail{display:block;font-size:12.5px;line-height:1.4}
        .contents{columns:2;column-gap:32px;margin:26px 0 0;padding:0;list-style:none;font-size:13px}
        .contents .number{display:inline-block;width:1.9em;color:var(--faint);font-variant-numeric:tabular-nums}
        .notes{margin:0 0 20px;padding-left:1.2em;max-width:700px}
        .notes li{margin-bottom:6px}
        @media (max-width:720px){.tiles{grid-template-columns:repeat(2,1fr)}.tile:nth-child(odd){border-left:0;
        padding-left:0}.tile:nth-child(n+3){border-top:1px solid var(--rule)}.contents{columns:1}}
        """

    private static let tables = """

        .scroll{overflow-x:auto}
        .table{margin:22px 0 26px}
        table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.4;font-variant-numeric:tabular-nums}
        caption,figcaption{font-size:13px;line-height:1.5;color:var(--muted);text-align:left;max-width:740px}
        caption strong,figcaption strong{color:var(--ink);font-weight:600}
        caption{padding-bottom:8px}
        .repeated{color:var(--faint)}.phrase{white-space:nowrap}
        th,td{padding:5px 9px;vertical-align:top;border-bottom:1px solid var(--grid);font-weight:400;text-align:left}
        th:first-child,td:first-child{padding-left:0}
        th:last-child,td:last-child{padding-right:0}
        thead th{vertical-align:bottom;color:var(--muted);border-bottom:1px solid var(--ink);
        border-top:1px solid var(--ink)}
        tbody tr:last-child th,tbody tr:last-child td{border-bottom-color:var(--ink)}
        .numeric{text-align:right;white-space:nowrap}
        thead .numeric{white-space:normal}
        .emphasized th,.emphasized td{font-weight:600}
        td small,th small{display:block;font-size:12px;line-height:1.45;color:var(--muted);font-weight:400;
        max-width:66ch}
        """

    private static let figures = """

        figure{margin:22px 0 26px}
        figcaption{margin-top:10px}
        svg{display:block;max-width:100%;min-width:560px;height:auto;overflow:visible;
        font:12px "Helvetica Neue",Helvetica,Arial,"Liberation Sans",system-ui,sans-serif}
        text{fill:var(--ink)}
        .middle{text-anchor:middle}.end{text-anchor:end}
        .tick{fill:var(--muted);font-size:11.5px;font-variant-numeric:tabular-nums}
        .axis-title,.note{fill:var(--muted)}
        .panel-title{font-weight:600}
        .variable{font-style:italic}.index{font-size:9px}
        .grid{stroke:var(--grid)}.axis{stroke:var(--faint)}
        .curve,.curve-dashed,.curve-dotted,.interval{fill:none;stroke:var(--c);stroke-width:1.75;
        stroke-linejoin:round}
        .curve-dashed{stroke-dasharray:6 4;stroke-width:1.5}.curve-dotted{stroke-dasharray:1.5 3.5}
        .interval{stroke-width:1.5}
        .strong .curve{stroke-width:2.25}.spikes .curve{stroke-width:3}
        .thin .curve{stroke-width:1}
        .band{fill:var(--c);fill-opacity:.16}
        .marker{fill:var(--paper);stroke:var(--c);stroke-width:1.75}
        .filled .marker{fill:var(--c)}
        .bar{fill:var(--c)}
        .shade{fill:var(--shade)}
        .missing-cell{fill:none;stroke:var(--alert)}
        .outline{fill:none;stroke:var(--rule)}
        .flagged{fill:none;stroke:var(--series-2);stroke-width:2}
        .stuck{fill:none;stroke:var(--c);stroke-width:2}
        .threshold{stroke:var(--muted);stroke-dasharray:6 4}
        .instant{stroke:var(--series-1)}
        .cell{font-size:11px;font-variant-numeric:tabular-nums}
        .cell.on-dark{fill:var(--paper)}
        .s1{--c:var(--series-1)}.s2{--c:var(--series-2)}.s3{--c:var(--series-3)}.s4{--c:var(--series-4)}
        .s5{--c:var(--series-5)}.s6{--c:var(--series-6)}
        .s0{--c:var(--neutral)}.sk{--c:var(--ink)}
        @media print{@page{margin:16mm 14mm}body{font-size:10.5pt}main{padding:0;max-width:none}
        figure,.table tr,.tiles{break-inside:avoid}h2,h3,caption{break-after:avoid}svg{min-width:0}}

        """
}
