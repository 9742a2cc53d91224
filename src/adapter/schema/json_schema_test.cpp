#include "adapter/schema/json_schema.hpp"

#include <gtest/gtest.h>

namespace gotrue {
namespace {

std::shared_ptr<const DataSchema> compiled(const std::string& text) {
  const auto schema = JsonSchema::compile(text);
  EXPECT_TRUE(schema) << text << ": " << (schema ? "" : schema.error());
  return schema ? *schema : nullptr;
}

// "path reason" of the first violation, or an empty text.
std::string violation(const std::string& schema, const std::string& data) {
  const auto value = json::parse(data);
  const auto found = compiled(schema)->find_violation(*value->as_object());
  return found ? found->path + ' ' + found->reason : std::string();
}

std::string of_x(const std::string& schema, const std::string& x) {
  return violation(R"({"properties":{"x":)" + schema + "}}", R"({"x":)" + x + '}');
}

struct Verdict {
  const char* schema;
  const char* value;
  const char* violation;  // empty: none
};

class Keyword : public testing::TestWithParam<Verdict> {};

TEST_P(Keyword, IsKept) { EXPECT_EQ(of_x(GetParam().schema, GetParam().value), GetParam().violation); }

const std::vector<Verdict> kVerdicts = {
    {R"({"type":"string"})", "1", "data.x must be of type string"},
    {R"({"type":"string"})", "\"a\"", ""},
    {R"({"type":["string","null"]})", "null", ""},
    {R"({"type":["string","null"]})", "true", "data.x must be of type string or null"},
    {R"({"type":"integer"})", "1.0", ""},
    {R"({"type":"integer"})", "12345678901234567890", ""},
    {R"({"type":"integer"})", "1.5", "data.x must be of type integer"},
    {R"({"type":"boolean"})", "true", ""},
    {R"({"enum":["a",1]})", "1.0", ""},
    {R"({"enum":["a",1]})", "\"b\"", "data.x has none of the allowed values"},
    {R"({"const":{"a":[1,2]}})", R"({"a":[1.0,2]})", ""},
    {R"({"const":null})", "0", "data.x has none of the allowed values"},
    {R"({"minimum":2})", "1.9", "data.x must be at least 2"},
    {R"({"maximum":2})", "2", ""},
    {R"({"exclusiveMinimum":2})", "2", "data.x must be more than 2"},
    {R"({"minimum":2,"exclusiveMinimum":true})", "2", "data.x must be more than 2"},
    {R"({"exclusiveMaximum":2})", "2", "data.x must be less than 2"},
    {R"({"multipleOf":0.1})", "0.3", ""},
    {R"({"multipleOf":2})", "3", "data.x must be a multiple of 2"},
    {R"({"minLength":2})", "\"é\"", "data.x must have at least 2 characters"},
    {R"({"maxLength":1})", "\"é\"", ""},
    {R"({"pattern":"^[a-z]+$"})", "\"abc\"", ""},
    {R"({"pattern":"^[a-z]+$"})", "\"abc\\n\"", "data.x does not have the required form"},
    {R"({"pattern":"b"})", "\"abc\"", ""},
    {R"({"minItems":1})", "[]", "data.x must have at least 1 items"},
    {R"({"uniqueItems":true})", "[1,2,1.0]", "data.x must not hold the same item twice"},
    {R"({"items":{"type":"string"}})", R"(["a",1])", "data.x[1] must be of type string"},
    {R"({"items":[{"type":"string"}],"additionalItems":false})", R"(["a",1])", "data.x[1] is not allowed"},
    {R"({"contains":{"const":1}})", "[2,3]", "data.x lacks a required item"},
    {R"({"required":["a"]})", "{}", "data.x.a is required"},
    {R"({"maxProperties":1})", R"({"a":1,"b":2})", "data.x must have at most 1 fields"},
    {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2})", "data.x.b is not allowed"},
    {R"({"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":false})", R"({"n_a":1})", ""},
    {R"({"patternProperties":{"^n_":{"type":"number"}}})", R"({"n_a":"x"})", "data.x.n_a must be of type number"},
    {R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})", "data.x.ab must have at most 1 characters"},
    {R"({"dependencies":{"a":["b"]}})", R"({"a":1})", "data.x.b is required"},
    {R"({"dependencies":{"a":{"required":["c"]}}})", R"({"a":1})", "data.x.c is required"},
    {R"({"allOf":[{"type":"number"},{"minimum":3}]})", "2", "data.x must be at least 3"},
    {R"({"anyOf":[{"type":"number"},{"type":"null"}]})", "\"a\"", "data.x fits none of the allowed forms"},
    {R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "3", "data.x must fit exactly one of the allowed forms"},
    {R"({"not":{"type":"null"}})", "null", "data.x has a form that is not allowed"},
    {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", "1", "data.x must be at least 2"},
    {R"({"if":{"type":"string"},"then":{"minLength":2}})", "1", ""},
    {"false", "1", "data.x is not allowed"},
    {"true", "1", ""},
    {R"({"format":"email","title":"t","unknown":1})", "1", ""},
};

INSTANTIATE_TEST_SUITE_P(Draft7, Keyword, testing::ValuesIn(kVerdicts));

TEST(JsonSchema, AppliesToTheDataAsAWhole) {
  const std::string schema = R"({"type":"object","required":["age"],"properties":{"age":{"type":"integer"}}})";
  EXPECT_EQ(violation(schema, "{}"), "data.age is required");
  EXPECT_EQ(violation(schema, R"({"age":"x"})"), "data.age must be of type integer");
  EXPECT_EQ(violation(schema, R"({"age":1})"), "");
}

TEST(JsonSchema, FollowsReferencesWithinTheDocument) {
  const std::string schema =
      R"({"definitions":{"a/b":{"type":"string"}},"properties":{"x":{"$ref":"#/definitions/a~1b"}}})";
  EXPECT_EQ(violation(schema, R"({"x":1})"), "data.x must be of type string");
}

TEST(JsonSchema, TakesARecursiveSchema) {
  const std::string schema = R"({"properties":{"child":{"$ref":"#"}},"additionalProperties":false})";
  EXPECT_EQ(violation(schema, R"({"child":{"child":{"child":{}}}})"), "");
  EXPECT_EQ(violation(schema, R"({"child":{"child":{"x":1}}})"), "data.child.child.x is not allowed");
}

TEST(JsonSchema, EndsOnASchemaThatIsOnlyItself) {
  EXPECT_EQ(violation(R"({"$ref":"#"})", "{}"), "data is nested too deeply");
}

TEST(JsonSchema, EndsOnDataThatIsNestedDeeply) {
  std::string data = "{}";
  for (int i = 0; i < 100; ++i) data = R"({"child":)" + data + "}";
  EXPECT_NE(violation(R"({"properties":{"child":{"$ref":"#"}}})", data), "");
}

// Each of the three alternatives looks at the child before it sees that the type is another's.
TEST(JsonSchema, EndsOnAlternativesThatLeadBackToThemselves) {
  std::string alternatives;
  for (const char* type : {"a", "b", "c"}) {
    alternatives += std::string(alternatives.empty() ? "" : ",") + R"({"properties":{"type":{"enum":[")" + type +
                    R"("]},"child":{"$ref":"#"}}})";
  }
  const auto tree = [](int levels) {
    std::string data = R"({"type":"b"})";
    for (int i = 1; i < levels; ++i) data = R"({"type":"b","child":)" + data + "}";
    return data;
  };
  const std::string schema = R"({"oneOf":[)" + alternatives + "]}";
  EXPECT_EQ(violation(schema, tree(6)), "");
  EXPECT_EQ(violation(schema, tree(20)), "data takes too many steps to check");
  EXPECT_EQ(violation(R"({"not":)" + schema + '}', tree(20)), "data takes too many steps to check");
}

TEST(JsonSchema, EndsOnAPatternThatBacktracksForEver) {
  EXPECT_NE(of_x(R"({"pattern":"^(a+)+$"})", '"' + std::string(30'000, 'a') + "b\""), "");
}

class SchemaThatDoesNotCompile : public testing::TestWithParam<const char*> {};

TEST_P(SchemaThatDoesNotCompile, IsRefused) {
  const auto schema = JsonSchema::compile(GetParam());
  ASSERT_FALSE(schema) << GetParam();
  EXPECT_FALSE(schema.error().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, SchemaThatDoesNotCompile,
    testing::Values("", "{", "[]", "1", R"({"type":"text"})", R"({"type":1})", R"({"enum":1})", R"({"minimum":"1"})",
                    R"({"minLength":-1})", R"({"minLength":1.5})", R"({"pattern":"("})", R"({"pattern":1})",
                    R"({"multipleOf":0})", R"({"required":"a"})", R"({"required":[1]})", R"({"properties":[]})",
                    R"({"properties":{"a":1}})", R"({"patternProperties":{"(":{}}})", R"({"items":1})",
                    R"({"allOf":{}})", R"({"anyOf":[]})", R"({"uniqueItems":1})", R"({"dependencies":{"a":1}})",
                    R"({"$ref":"http://example.com/schema"})", R"({"$ref":"other.json"})", R"({"$ref":"#/nothing"})",
                    R"({"$ref":"#anchor"})", R"({"$ref":1})", R"({"prefixItems":[]})",
                    R"({"unevaluatedProperties":false})",
                    R"({"$schema":"https://json-schema.org/draft/2020-12/schema"})"));

TEST(JsonSchema, SaysWhereItsMistakeStands) {
  const auto schema = JsonSchema::compile(R"({"properties":{"age":{"minimum":"x"}}})");
  EXPECT_EQ(schema.error(), "does not compile: #/properties/age/minimum: must be a number");
}

TEST(JsonSchema, RefusesASchemaThatIsNestedDeeply) {
  std::string text = "{}";
  for (int i = 0; i < 100; ++i) text = R"({"not":)" + text + "}";
  EXPECT_FALSE(JsonSchema::compile(text));
}

TEST(JsonSchema, CannotLoadAFileThatIsNotThere) { EXPECT_FALSE(JsonSchema::load("/nowhere/schema.json")); }

}  // namespace
}  // namespace gotrue
