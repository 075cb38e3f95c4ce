use super::*;
use proptest::prelude::*;

const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"";

/// What becomes of `body` in a drawing.
fn inside(body: &str) -> String {
    let svg = format!(
        "{ROOT} xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:s=\"http://www.w3.org/2000/svg\">{body}</svg>"
    );
    match safe(svg.as_bytes()) {
        Ok(safe) => safe.text[ROOT.len() + 1..safe.text.len() - "</svg>".len()].to_owned(),
        Err(refusal) => format!("! {refusal}"),
    }
}

#[test]
fn what_runs_or_leads_out_goes_and_the_picture_stays() {
    for (body, left) in [
        ("<script>alert(1)</script><g/>", "<g/>"),
        ("<s:script>alert(1)</s:script><s:g/>", "<g/>"),
        ("<h:script>alert(1)</h:script><h:p>a</h:p>", ""),
        ("<SCRIPT/><x/><font><g/></font>", ""),
        ("<g onload=\"x\" ONCLICK='x' fill=\"red\"/>", "<g fill=\"red\"/>"),
        ("<a href=\"java&#115;cript:x\"><text>a</text></a>", "<a><text>a</text></a>"),
        ("<a xlink:href=\"https://x\">b</a>", "<a>b</a>"),
        ("<use href=\"x.svg#a\"/><use xlink:href=\"#a\"/>", "<use/><use href=\"#a\"/>"),
        ("<use href=\"#a\" xlink:href=\"x#b\"/>", "<use href=\"#a\"/>"),
        ("<image href=\"https://x/y.png\"/>", "<image/>"),
        ("<image href=\"data:image/png;base64,AA==\"/>", "<image href=\"data:image/png;base64,AA==\"/>"),
        ("<set attributeName=\"href\" to=\"javascript:x\"/><animate attributeName=\"onload\"/>", ""),
        ("<set attributeName=\"xlink:href\" to=\"x\"><g/></set>", ""),
        ("<animate attributeName=\"x\" to=\"1\"/>", "<animate attributeName=\"x\" to=\"1\"/>"),
        ("<set attributeName=\"fill\" to=\"url(//x)\"/>", "<set attributeName=\"fill\" to=\"url(data:,)\"/>"),
        ("<g fill=\"UR&#76;(http://x)\" filter=\"url(#f)\"/>", "<g fill=\"url(data:,)\" filter=\"url(#f)\"/>"),
        ("<style>@im<!-- -->port 'http://x';</style>", "<style>/**/</style>"),
        ("<style>a{b:u<![CDATA[rl(]]><g/>&#104;ttp://x)}</style>", "<style>a{b:url(data:,)}</style>"),
        ("<?xml-stylesheet href=\"x\"?><!-- a --><metadata><g/></metadata>", ""),
        ("<x xmlns=\"urn:x\"><g xmlns=\"http://www.w3.org/2000/svg\"/></x>", ""),
        (
            "<switch><foreignObject><h:p>a</h:p></foreignObject><text>a</text></switch>",
            "<switch><text>a</text></switch>",
        ),
        (
            "<g id=\"a(b\\\" data-x=\"url(x)\" aria-label=\"c(\"/>",
            "<g id=\"a(b\\\" data-x=\"url(x)\" aria-label=\"c(\"/>",
        ),
        (
            "<text xml:space=\"preserve\"> &lt;a&amp;b <![CDATA[<c>]]></text>",
            "<text xml:space=\"preserve\"> &lt;a&amp;b &lt;c&gt;</text>",
        ),
    ] {
        assert_eq!(inside(body), left, "{body}");
    }
}

#[test]
fn what_is_unsure_is_refused_with_its_reason() {
    for body in [
        "<g>",
        "<g a=\"1\" a></g>",
        "&nbsp;",
        "&a;",
        "<g fill=\"1\" fill=\"2\"/>",
        "<foreignObject><h:p>a</h:p></foreignObject>",
        "<switch><foreignObject/></switch>",
        "<style>a{b:u\\72l(x)}</style>",
        "<style type=\"text/x\">a{}</style>",
        "<g style=\"fill:u\\72l(x)\"/>",
        "<g fill=\"u\\72l(x)\"/>",
        "<g fill=\"image-set('x')\"/>",
        "<image href=\"data:image/svg+xml,x\"/>",
    ] {
        assert!(inside(body).starts_with("! "), "{body}");
    }
    let whole = |text: &str| safe(text.as_bytes()).map(|safe| safe.text);
    for text in [
        "",
        "<svg/>",
        "text",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        &format!("{ROOT}/>{ROOT}/>"),
        &format!("{ROOT}/>text"),
        &format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{ROOT}>&a;</svg>"),
        &format!("<!DOCTYPE svg [<!ATTLIST svg onload CDATA \"x\">]>{ROOT}/>"),
        &format!("<?xml version=\"1.0\" encoding=\"UTF-7\"?>{ROOT}/>"),
        &format!("{ROOT}>{}{}</svg>", "<g>".repeat(600), "</g>".repeat(600)),
    ] {
        assert!(whole(text).is_err(), "{text}");
    }
    assert!(safe(b"<svg xmlns=\"http://www.w3.org/2000/svg\">\xE9</svg>").is_err());
    assert!(safe(&vec![b' '; LARGEST + 1]).is_err());
}

#[test]
fn it_is_known_whether_there_was_script() {
    let was_active = |body: &str| safe(format!("{ROOT}>{body}</svg>").as_bytes()).unwrap().was_active;
    for body in
        ["<script/>", "<g onclick=\"\"/>", "<metadata><x onload=\"\"/></metadata>", "<a href=\" javascript:x\"/>"]
    {
        assert!(was_active(body), "{body}");
    }
    assert!(!was_active("<a href=\"https://x\"><text>on a script</text></a>"));
}

#[test]
fn encodings_and_doctypes_of_drawing_programs_are_read() {
    let plain = format!("{ROOT}><text>é</text></svg>");
    let utf16 = |to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{plain}").encode_utf16().flat_map(to).collect()
    };
    let doctype =
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">";
    for bytes in [
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        format!("\u{feff}{plain}").into_bytes(),
        format!("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n{doctype}\n<!-- a -->\n{plain}\n")
            .into_bytes(),
    ] {
        assert_eq!(safe(&bytes).unwrap().text, plain);
    }
}

/// Everything in `text` is on the lists; read by another parser.
fn assert_allowed(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    for node in document.descendants() {
        assert!(!node.is_pi() && !node.is_comment(), "{text}");
        if !node.is_element() {
            continue;
        }
        let name = node.tag_name();
        assert_eq!(name.namespace(), Some("http://www.w3.org/2000/svg"), "{text}");
        assert!(NAMES.elements.contains(name.name()), "{text}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let known = NAMES.attributes.contains(name) || NAMES.is_words(name) || attribute.namespace().is_some();
            let inside = || value.starts_with('#') || value.starts_with("data:image/");
            assert!(known || name == "style" || name == "href" && inside(), "{name} in {text}");
            assert!(
                NAMES.is_words(name)
                    || !value.to_ascii_lowercase().replace("url(#", "").replace("url(data:", "").contains("url("),
                "{text}"
            );
        }
    }
}

/// Pieces of drawings, good and bad.
fn piece() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("g"),
        Just("svg"),
        Just("a"),
        Just("style"),
        Just("s:script"),
        Just("script"),
        Just("h:div"),
        Just("switch"),
        Just("set"),
        Just("foreignObject"),
        Just("image"),
        Just("use"),
        Just("s:text"),
        Just("title"),
        Just("x")
    ];
    let attribute = prop_oneof![
        Just(" fill=\"url(http://x)\""),
        Just(" href='java&#115;cript:x'"),
        Just(" s:href=\"#a\""),
        Just(" xlink:href=\"#a\""),
        Just(" onload=x"),
        Just(" onload='x'"),
        Just(" style='a:\"'"),
        Just(" attributeName='href'"),
        Just(" xmlns='http://www.w3.org/1999/xhtml'"),
        Just(" xmlns=''"),
        Just(" xmlns:s='urn:x'"),
        Just(" data-a='&lt;'"),
        Just(" class=\"&#10;&quot;\""),
        Just(""),
        Just(" id='\u{1}'")
    ];
    prop_oneof![
        (name.clone(), attribute.clone(), attribute.clone()).prop_map(|(name, one, two)| format!("<{name}{one}{two}>")),
        (name.clone(), attribute).prop_map(|(name, one)| format!("<{name}{one}/>")),
        name.prop_map(|name| format!("</{name}>")),
        "[a-z<>&;'\"(){}@:\\\\/*#\\[\\]!?-]{0,8}",
        Just("<![CDATA[</style><script>]]>".to_owned()),
        Just("url(http://x)".to_owned()),
        Just("@import 'x';".to_owned()),
        Just("&#x3c;script&#62;".to_owned()),
        Just("<!-- - -->".to_owned()),
        Just("<?a b?>".to_owned()),
    ]
}

/// Drawings that are well-formed, so that most of them come through.
fn tree() -> impl Strategy<Value = String> {
    let leaf = piece().prop_filter("text", |piece| !piece.contains(['<', '&']));
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop_oneof![
            Just("g"),
            Just("a"),
            Just("s:script"),
            Just("style"),
            Just("h:div"),
            Just("text"),
            Just("metadata"),
            Just("set"),
            Just("use")
        ];
        let attribute = prop_oneof![
            Just(""),
            Just(" fill=\"url(http://x)\""),
            Just(" href='java&#115;cript:x'"),
            Just(" href='#a'"),
            Just(" onload='x'"),
            Just(" attributeName='fill'"),
            Just(" style='fill:red;mask:url( \"#b\" )'"),
            Just(" class='&#10;\t&quot;&lt;'"),
            Just(" x='\u{1}1'")
        ];
        (name, attribute, prop::collection::vec(inner, 0..6))
            .prop_map(|(name, attribute, inner)| format!("<{name}{attribute}>{}</{name}>", inner.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn nothing_outside_the_lists_comes_through_and_it_is_a_fixed_point(
        pieces in prop_oneof![prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat()), tree()],
    ) {
        let svg = format!("{ROOT} xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:s=\"http://www.w3.org/2000/svg\">{pieces}</svg>");
        if let Ok(first) = safe(svg.as_bytes()) {
            assert_allowed(&first.text);
            let second = safe(first.text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}: {}", first.text));
            prop_assert_eq!(second, Safe { was_active: false, ..first });
        }
    }
}
