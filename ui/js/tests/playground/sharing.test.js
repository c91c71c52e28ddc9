import assert from "node:assert/strict";
import { test } from "node:test";
import { savedNetwork, sharedAddresses } from "../../playground/sharing.js";

const PAGE = "https://lab.example/app/playground?layers=8-8&features=x1,x2";

test("an address says what is shown and what is hidden, as people would write it", () => {
  assert.equal(sharedAddresses(PAGE, []).link, PAGE);
  assert.equal(sharedAddresses(`${PAGE}&hide=play&embed=true`, []).link, PAGE);
  assert.equal(sharedAddresses(PAGE, ["play", "noise"]).link, `${PAGE}&hide=play,noise`);
});

test("the tag that embeds the page can be pasted into another", () => {
  const { embed } = sharedAddresses('https://lab.example/playground?x="><script>', ["play"]);
  const [, source] = /^<iframe src="([^"]*)" width="1280" height="760" style="border:0"><\/iframe>$/.exec(embed) ?? [];
  assert.equal(source, "https://lab.example/playground?x=%22%3E%3Cscript%3E&amp;hide=play&amp;embed=true");
});

test("a saved network is a text of ours with an experiment", () => {
  assert.deepEqual(savedNetwork('{"gradient_lab": 1, "experiment": {"layers": "8"}, "weights": [1]}'), { experiment: { layers: "8" }, weights: [1] });
  assert.deepEqual(savedNetwork('{"gradient_lab": 1, "experiment": {}}'), { experiment: {}, weights: [] });
  for (const text of ["", "{", "{}", "null", "3", '{"experiment": {}}', '{"gradient_lab": 1}']) assert.equal(savedNetwork(text), null, text);
});
