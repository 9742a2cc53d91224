#include "core/model/hook_delivery.hpp"

namespace gotrue {

std::string_view delivery_status_name(DeliveryStatus status) {
  switch (status) {
    case DeliveryStatus::Pending: return "pending";
    case DeliveryStatus::Delivered: return "delivered";
    case DeliveryStatus::Failed: return "failed";
  }
  return "";
}

std::optional<DeliveryStatus> parse_delivery_status(std::string_view name) {
  for (const auto status : {DeliveryStatus::Pending, DeliveryStatus::Delivered, DeliveryStatus::Failed}) {
    if (delivery_status_name(status) == name) return status;
  }
  return std::nullopt;
}

}  // namespace gotrue
