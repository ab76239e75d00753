from tests.browser.test_microphone import *
def test_probe(context, newcomer):
    page = start_page(context, newcomer)
    said=[]
    page.on("console", lambda m: said.append(m.text))
    page.on("requestfailed", lambda r: said.append((r.url, r.failure)))
    page.on("response", lambda r: said.append((r.status, r.url)) if r.status>=400 else None)
    record(page).click()
    until(page, 4)
    stop(page)
    print(said, kept(newcomer))
    assert kept(newcomer) and not said, said
