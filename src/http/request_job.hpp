// A request that left its I/O thread for a lane, with its own copy of the bytes.
#pragma once
#include <memory>

#include "base/lane_executor.hpp"
#include "http/request_pipeline.hpp"

namespace gotrue::http {

class RequestJob final : public LaneJob {
 public:
  RequestJob(std::shared_ptr<const RequestPipeline> pipeline, const Route& route, const RequestScope& scope,
             AccessLog::Moment started, const ReplyAddress& reply_to);

  void run() noexcept override;
  // Posts the answer: what the handler gave, or ServerBusy when that does not count; why is logged.
  void finish(std::string_view failure) noexcept override;
  void announce() noexcept override { reply_to_.mailbox->announce(); }
  bool may_seek() const noexcept override { return static_cast<bool>(route_.seek); }
  SoughtRow seek() noexcept override;

 private:
  // What an earlier look at the request has left behind does not count.
  void begin_anew();

  std::shared_ptr<const RequestPipeline> pipeline_;
  const Route& route_;
  OwnedHttpRequest request_;
  RequestScope scope_;
  AccessLog::Moment started_;
  ReplyAddress reply_to_;
  HttpResponse response_;
};

}  // namespace gotrue::http
