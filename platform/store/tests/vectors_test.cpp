// The cases that every evaluator of expressions must agree on (platform/expr/vectors.json), asked
// of both databases: a condition as a filter, everything as a computed column (security.md R24).

#include <set>

#include "platform/expr/tests/vectors.cpp"  // the reader of the cases is written once
#include "platform/store/entity_query.h"
#include "platform/store/tests/random_expressions.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::access {

/// Stands in for the only maker of permits: whoever asks may do everything.
class Gate {
 public:
  static store::Permit permit(const meta::EntityDef& entity, const expr::Environment& environment,
                              expr::NodePtr scope = nullptr) {
    store::Permit made;
    made.scope_ = std::move(scope);
    made.entity_ = &entity;
    made.everyone_ = true;
    made.rights_.assign(entity.fields().size(), store::FieldRight::write);
    made.environment_ = environment;
    return made;
  }
};

}  // namespace tw::access

namespace tw::store::testing {
namespace {

using expr::test::vectors;

class Everyone final : public Guard {
 public:
  const Permit* read_permit(const meta::EntityDef& entity) const override {
    const auto at = permits_.find(entity.name);
    if (at != permits_.end()) return &at->second;
    return &permits_.emplace(entity.name, access::Gate::permit(entity, vectors().environment))
                .first->second;
  }

 private:
  mutable std::map<std::string, Permit> permits_;
};

class VectorCases : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    schema_ = schema_of(*vectors().catalogue, {});
    for (Table& table : schema_.tables) {
      for (Column& column : table.columns)
        column.not_null = column.name == "id" || table.find("owner_id") == 0;
    }
    db().apply(db().plan(schema_));
    db().write([&](Transaction& tx) {
      for (const auto& [name, record] : vectors().root().at("records").as_object()) {
        put(tx, vectors().entity(), record.as_object(), {});
      }
    });
  }

  /// A record after those it refers to, and before those that refer to it; `parent` is the record
  /// it is a line of.
  void put(Transaction& tx, const meta::EntityDef& entity, const json::object& record,
           const Assignment& parent) {
    const Id id = *Id::parse(record.at("id").as_string());
    if (!known_.insert(id).second) return;
    const Table& table = schema_.table(entity.set);
    std::vector<Assignment> values;
    if (!parent.column.empty()) values.push_back(parent);
    for (const meta::FieldDef& field : entity.fields()) {
      if (field.type == meta::Type::ref) put_target(tx, field, record);
      const json::value* found = record.if_contains(column_name(field));
      if (found == nullptr || field.storage == meta::Storage::none ||
          field.type == meta::Type::refs)
        continue;
      Value value = found->is_object() ? Value{boost::json::serialize(*found)}
                                       : expr::test::field_value(*found, field);
      values.push_back({table.column(column_name(field)).name, std::move(value)});
    }
    tx.insert(table, values);
    for (const meta::FieldDef& field : entity.fields()) put_children(tx, entity, field, record, id);
  }

  void put_target(Transaction& tx, const meta::FieldDef& field, const json::object& record) {
    if (const json::value* target = record.if_contains(field.name);
        target != nullptr && target->is_object()) {
      put(tx, *field.target_entity, target->as_object(), {});
    }
  }

  void put_children(Transaction& tx, const meta::EntityDef& entity, const meta::FieldDef& field,
                    const json::object& record, Id id) {
    const json::value* children = record.if_contains(field.name);
    if (children == nullptr || !children->is_array()) return;
    for (const json::value& child : children->as_array()) {
      if (field.type == meta::Type::refs) {
        put(tx, *field.target_entity, child.as_object(), {});
        tx.insert(
            schema_.table(link_table_name(entity, field)),
            {{"owner_id", id}, {"target_id", *Id::parse(child.as_object().at("id").as_string())}});
      } else if (field.type == meta::Type::lines) {
        const meta::EntityDef& line = *field.target_entity;
        put(tx, line, child.as_object(),
            {schema_.table(line.set).column(field.via + "_id").name, Value{id}});
      }
    }
  }

  /// The expression on that record, as the database answers.
  std::string answered(const expr::NodePtr& tree, Id id, bool as_filter) {
    const Permit permit = access::Gate::permit(vectors().entity(), vectors().environment);
    EntityQuery query{schema_, permit, guard_};
    query.where_id(id);
    if (as_filter)
      query.where(tree);
    else
      query.add_expression(expr::folded(tree, vectors().environment));
    if (as_filter) query.add_field(vectors().entity().field("id"));
    const Select& select = query.build();
    return db().read([&](Reader& reader) -> std::string {
      const auto cursor = reader.select(select);
      const bool found = cursor->next();
      if (as_filter) return found ? "true" : "false";
      return found ? expr::test::shown(cursor->value(0)) : "no row";
    });
  }
  std::string answer(const expr::NodePtr& tree, Id id, bool as_filter) {
    try {
      return answered(tree, id, as_filter);
    } catch (const AppError& error) {
      return "error " + error.code();
    }
  }

  /// One line for each record, by id.
  std::string answers(const expr::NodePtr& tree) {
    const Permit permit = access::Gate::permit(vectors().entity(), vectors().environment);
    EntityQuery query{schema_, permit, guard_};
    query.add_field(vectors().entity().field("id"));
    query.add_expression(expr::folded(tree, vectors().environment));
    query.limit(1000);
    const Select& select = query.build();
    return db().read([&](Reader& reader) {
      std::string lines;
      const auto cursor = reader.select(select);
      while (cursor->next())
        lines +=
            cursor->value(0).as<Id>().text() + ' ' + expr::test::shown(cursor->value(1)) + '\n';
      return lines;
    });
  }

  Schema schema_;
  Everyone guard_;
  std::set<Id> known_;
};
INSTANTIATE_TEST_SUITE_P(Both, VectorCases, ::testing::ValuesIn(database_kinds()));

TEST_P(VectorCases, AreAnsweredAsInMemory) {
  int asked = 0;
  for (const json::value& each : vectors().root().at("cases").as_array()) {
    const json::object& one = each.as_object();
    const json::value* sql = one.if_contains("sql");
    if (one.contains("error") || (sql != nullptr && !sql->as_bool())) continue;
    const std::string_view expression = one.at("expression").as_string();
    const std::string_view record = one.at("record").as_string();
    const expr::NodePtr tree = expr::test::bound(expression);
    ASSERT_NE(tree, nullptr) << expression;
    const Value value = expr::test::value_of(expression, record);
    const Id id = *Id::parse(vectors().record(record).at("id").as_string());
    ++asked;
    EXPECT_EQ(answer(tree, id, false), expr::test::shown(value)) << expression << " on " << record;
    if (tree->type != expr::ValueType::boolean) continue;
    EXPECT_EQ(answer(tree, id, true), value == Value{true} ? "true" : "false")
        << "filter " << expression << " on " << record;
  }
  EXPECT_GT(asked, 450);
}

/// Who sees accounts of one grade only.
class GradeGuard final : public Guard {
 public:
  explicit GradeGuard(const char* condition)
      : deals_{access::Gate::permit(vectors().entity(), vectors().environment)},
        accounts_{access::Gate::permit(account(), vectors().environment, scope(condition))} {}
  const Permit* read_permit(const meta::EntityDef& entity) const override {
    return &entity == &account() ? &accounts_ : &deals_;
  }
  static const meta::EntityDef& account() { return vectors().catalogue->entity("account"); }

 private:
  static expr::NodePtr scope(const char* condition) {
    expr::BindContext context;
    context.entity = &account();
    return *expr::bind(*expr::parse(condition), context);
  }
  Permit deals_, accounts_;
};

TEST_P(VectorCases, AScopeSpeaksOfItsOwnEntityWhereverItIsMet) {
  const auto seen = [&](const char* condition, const char* expression) {
    const GradeGuard guard{condition};
    const Permit permit = access::Gate::permit(vectors().entity(), vectors().environment);
    EntityQuery query{schema_, permit, guard};
    query.where_id(*Id::parse("0HZX3K8Q7WR01"));
    query.add_expression(expr::test::bound(expression));
    const Select& select = query.build();
    return db().read([&](Reader& reader) { return expr::test::shown(reader.single(select)); });
  };
  // The deal has a name, a grade and a country as well: theirs must not be meant.
  EXPECT_EQ(seen("grade eq 'a'", "account/name"), "\"Nordlicht GmbH\"");
  EXPECT_EQ(seen("grade eq 'b'", "account/name"), "null");
  EXPECT_EQ(seen("contains(name,'Crane')", "account/name"), "null");
  EXPECT_EQ(seen("parent/country eq 'CH' or country eq 'CH'", "account/parent/name"),
            "\"Nordlicht Holding\"");
  EXPECT_EQ(seen("deals/any(d: d/amount gt 1000)", "account/name"), "\"Nordlicht GmbH\"");
  EXPECT_EQ(seen("deals/any(d: d/amount gt 2000)", "account/name"), "null");
  EXPECT_EQ(seen("deals/any(d: d/name eq name)", "account/name"), "null");
}

/// Nothing is held against a database that says "too large" of what 128 bits hold, as long as it
/// says so.
class RandomCases : public VectorCases {
 protected:
  static constexpr std::int64_t first_id = 1'000'000;

  void SetUp() override {
    VectorCases::SetUp();
    RandomExpressions draw{7};
    db().write([&](Transaction& tx) {
      tx.remove(schema_.table("deals"), nullptr);
      for (std::int64_t i = 0; i < 12; ++i) {
        records_.push_back(draw.record(first_id + i));
        put(tx, vectors().entity(), records_.back(), {});
      }
    });
  }
  std::string in_memory(const expr::NodePtr& tree) {
    std::string lines;
    for (const json::object& record : records_) {
      const Value value = expr::evaluate(tree, expr::test::JsonView{record}, vectors().environment);
      lines += std::string{std::string_view{record.at("id").as_string()}} + ' ' +
               expr::test::shown(value) + '\n';
    }
    return lines;
  }
  /// Nothing when one of the two says that a number is too large.
  template <class F>
  static std::optional<std::string> unless_too_large(F&& ask) {
    try {
      return ask();
    } catch (const AppError& error) {
      if (error.code() == "number.overflow" || error.code() == "expression.too_expensive")
        return std::nullopt;
      return "error " + error.code();
    }
  }

  std::vector<json::object> records_;
};
INSTANTIATE_TEST_SUITE_P(Both, RandomCases, ::testing::ValuesIn(database_kinds()));

TEST_P(RandomCases, AreAnsweredAsInMemory) {
  const char* wanted = std::getenv("TRADEWIND_TEST_CASES");
  const int cases = wanted == nullptr ? 2000 : std::atoi(wanted);
  const char* seed = std::getenv("TRADEWIND_TEST_SEED");
  RandomExpressions draw{seed == nullptr ? 42 : static_cast<std::uint64_t>(std::atoll(seed))};
  int compared = 0;
  for (int i = 0; i < cases; ++i) {
    const std::string text = draw.expression();
    const auto parsed = expr::parse(text);
    if (!parsed) continue;
    expr::BindContext context;
    context.entity = &vectors().entity();
    const auto tree = expr::bind(*parsed, context);
    if (!tree) continue;
    const auto memory = unless_too_large([&] { return in_memory(*tree); });
    const auto database = unless_too_large([&] { return answers(*tree); });
    if (!memory || !database) continue;
    ++compared;
    ASSERT_EQ(*database, *memory) << text;
  }
  EXPECT_GT(compared, cases / 2);
}

}  // namespace
}  // namespace tw::store::testing
