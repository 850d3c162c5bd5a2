// How Allure 3 makes its report of a run. `python -m conformance report` hands the paths over in the environment.
import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf-8"));
const {
  CONFORMANCE_HISTORY: historyPath,
  CONFORMANCE_KNOWN_ISSUES: knownIssuesPath,
  CONFORMANCE_SINGLE_FILE: single,
} = process.env;

const awesome = (reportName, options) => ({
  import: "@allurereport/plugin-awesome",
  options: {
    reportName,
    singleFile: single === "1",
    defaultSortBy: "status,asc",
    appendTitlePath: false,
    stepTreeExpansion: "expand_failed_only",
    ...options,
  },
});

const figure = (group, title, better) => ({ group, title, better, unit: "" });

const isUnsuccessful = ({ status }) => status === "failed" || status === "broken";

export default {
  name: "Kraken conformance",
  historyPath,
  // A run adds about a megabyte.
  historyLimit: 20,
  hideLabels: ["host", "thread", "framework", "language", "package", "parentSuite"],
  categories: read("./categories.json").map((category) => ({
    ...category,
    groupBy: [{ label: "rule" }],
    groupByMessage: false,
  })),
  // Known issues are found by the rules of resolutions.json; Allure writes those it met to a file beside the report.
  resolutions: { ...read("./resolutions.json"), knownIssuesPath },
  performance: {
    groups: { run: { title: "The run" }, rules: { title: "Rules at mutations" } },
    metrics: {
      exercised: figure("run", "mutations exercised", "higher"),
      requests: figure("run", "requests", "lower"),
      places: figure("run", "places judged", "higher"),
      findings: figure("run", "findings", "lower"),
      "rules passed": figure("rules", "passed", "higher"),
      "rules violated": figure("rules", "violated", "lower"),
      "rules inconclusive": figure("rules", "inconclusive", "lower"),
      "rules not exercised": figure("rules", "not exercised", "lower"),
      "rules not applicable": figure("rules", "not applicable", "lower"),
    },
  },
  // What is known or muted is no failure; a report of nothing is no success.
  qualityGate: { rules: [{ maxFailures: 0, minTestsCount: 1 }] },
  plugins: {
    mutations: awesome("By mutation", { groupBy: ["feature", "story"] }),
    rules: awesome("By rule: what failed", { groupBy: ["rule", "story"], filter: isUnsuccessful }),
  },
};
