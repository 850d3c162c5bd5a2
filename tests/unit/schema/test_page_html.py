from hypothesis import given
from hypothesis import strategies as st

from schema import page, page_html

TEXT = """About
API Site
boilKettle
Type:BoilKettle
URL:https://kettles.example/graphql/
Boil a kettle & wait.
This field requires the Authorization
header to be set.
The possible errors that can be raised are:
- KT-CT-9001: Kettle <unknown>.
- KT-CT-1112: 'Authorization' header not provided.
Arguments
Name | Description |
---|---|
| What to boil. |
Mutation
mutation BoilKettle($input: BoilKettleInput!) {
boilKettle(input: $input) {
label
}
}
Variables
{
"input": BoilKettleInput
}
Response
{
"data": {
"boilKettle": {
"label": "abc123"
}
}
}
"""

HTML = """<!DOCTYPE html>
<html><head><title>no</title><script>var x = "<p>no</p>";</script></head><body>
<h1>About</h1><h2>API Site</h2>
<section><h3>boilKettle</h3>
<div><span>Type:</span><a href="#">BoilKettle</a></div>
<div>URL:https://kettles.example/graphql/</div>
<p>Boil a kettle &amp; wait.</p>
<p>This field requires the <code>Authorization</code> header to be set.</p>
<p>The possible errors that can be raised are:</p>
<ul><li>KT-CT-9001: Kettle &lt;unknown&gt;.</li>
<li><p>KT-CT-1112: 'Authorization' header not provided.</p></li></ul>
<h4>Arguments</h4><table><tr><th>Name</th><th>Description</th></tr>
<tr><td></td><td>What to boil.</td></tr></table>
<h4>Mutation</h4><pre><code>mutation BoilKettle($input: BoilKettleInput!) {
  boilKettle(input: $input) {
    label
  }
}</code></pre>
<h4>Variables</h4><pre><code>{
  "input": BoilKettleInput
}</code></pre>
<h4>Response</h4><pre><code>{
  "data": {
    "boilKettle": {
      "label": "abc123"
    }
  }
}</code></pre></section></body></html>
"""


class TestToText:
    def test_gives_the_same_entry_as_the_text_form(self) -> None:
        from_text, from_html = page.read(TEXT), page.read(page_html.to_text(HTML))

        assert from_html.problems == from_text.problems == ()
        (expected,), (found,) = from_text.entries, from_html.entries
        assert found.name == expected.name == "boilKettle"
        assert found.errors == expected.errors
        assert (found.url, found.returns, found.section) == (expected.url, expected.returns, expected.section)
        assert (found.arguments, found.output_fields) == (expected.arguments, expected.output_fields)
        assert page.prose(found) == page.prose(expected)
        assert page.prose(found).states_authorization_header

    def test_leaves_out_scripts(self) -> None:
        assert "var x" not in page_html.to_text(HTML)

    @given(st.text(alphabet="<>/&;!-abcprelith \n\"'=", max_size=80))
    def test_reads_any_text(self, text: str) -> None:
        page.read(page_html.to_text(text))


class TestIsHtml:
    def test_tells_the_two_forms_apart(self) -> None:
        assert page_html.is_html(HTML)
        assert not page_html.is_html(TEXT)
