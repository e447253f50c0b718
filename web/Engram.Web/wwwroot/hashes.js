// Addresses as MLflow's clients print them, /#/experiments/7/runs/3f…, lead to the page of the run or the list of the experiment.
const match = /^#\/experiments\/([A-Za-z0-9_-]+)(?:\/runs\/([0-9a-f]{32}))?(?:[/?]|$)/;

export function followHash() {
  go();
  addEventListener("hashchange", go);
}

function go() {
  const found = location.pathname === "/" && match.exec(location.hash);
  if (found) location.replace(found[2] ? `/runs/${found[2]}` : `/mlflow/experiments/${found[1]}`);
}
