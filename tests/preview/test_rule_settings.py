from accel.preview.rule_settings import rule_problems


def test_wrong_rule_settings_are_told_beside_other_mistakes_at_their_own_index() -> None:
    values = {"environment": "devel", "policies": {"s3-versionin": {}}, "exemptions": [{}, {"rule": "no-such-rule"}]}
    assert {problem.key for problem in rule_problems(values, "dev")} == {"policies.s3-versionin", "exemptions[1].rule"}
