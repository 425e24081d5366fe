#include "scanner/camera_source.hpp"

#include "scanner/code_assembler.hpp"
#include "scanner/code_finder.hpp"
#include "scanner/view.hpp"

#include "ground/clock.hpp"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace krug::scanner {
namespace {

constexpr int supply_wait_ms = 100;
/// Codes that nobody fetched; more are dropped, they will be seen again.
constexpr std::size_t codes_waiting_max = 64;

class camera_source final : public source {
public:
    explicit camera_source(std::unique_ptr<frame_supply> supply)
        : supply_(std::move(supply)), signal_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), finder_(clock_) {
        if (signal_ < 0) throw scanner_failure(std::string("camera signal: ") + std::strerror(errno));
        taker_ = std::jthread([this](const std::stop_token& stop) { take_frames(stop); });
        reader_ = std::jthread([this](const std::stop_token& stop) { read_frames(stop); });
    }
    ~camera_source() override {
        taker_.request_stop();
        reader_.request_stop();
        taker_.join();
        reader_.join();
        ::close(signal_);
    }
    camera_source(const camera_source&) = delete;
    camera_source& operator=(const camera_source&) = delete;

    int handle() const override { return signal_; }

    bool read(std::int64_t, std::vector<std::string>& codes) override {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(signal_, &count, sizeof count); // only empties it
        const std::lock_guard held(mutex_);
        for (auto& code : codes_) codes.push_back(std::move(code));
        const bool some = !codes_.empty();
        codes_.clear();
        if (!over_) return true;
        if (some) { // what was seen last is answered first, then the end is told
            wake();
            return true;
        }
        if (!trouble_.empty()) throw scanner_failure(trouble_);
        return false;
    }
    void listen(std::int64_t, std::vector<std::string>&) override {}

private:
    void wake() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto put = ::write(signal_, &one, sizeof one); // full means that it is readable already
    }

    void finish(std::string trouble) {
        {
            const std::lock_guard held(mutex_);
            frames_over_ = true;
            if (trouble_.empty()) trouble_ = std::move(trouble);
        }
        changed_.notify_all();
    }

    /// Of live frames only the newest waits; others wait until the one before has been read.
    void take_frames(const std::stop_token& stop) {
        raw_frame frame;
        try {
            while (!stop.stop_requested()) {
                const auto got = supply_->next(frame, supply_wait_ms);
                if (got == frame_supply::outcome::end) break;
                if (got == frame_supply::outcome::nothing_yet) continue;
                std::unique_lock held(mutex_);
                if (!supply_->live()) changed_.wait(held, stop, [this] { return !fresh_; });
                std::swap(waiting_, frame);
                fresh_ = true;
                held.unlock();
                changed_.notify_all();
            }
            finish({});
        } catch (const std::exception& failure) {
            finish(failure.what());
        }
    }

    void read_frames(const std::stop_token& stop) {
        raw_frame frame;
        grey_picture picture;
        for (;;) {
            {
                std::unique_lock held(mutex_);
                changed_.wait(held, stop, [this] { return fresh_ || frames_over_; });
                if (stop.stop_requested()) return;
                if (!fresh_) break;
                std::swap(frame, waiting_);
                fresh_ = false;
            }
            changed_.notify_all();
            try {
                to_grey(frame, picture);
            } catch (const bad_picture&) {
                continue; // the next frame is on its way
            }
            say(finder_.find(picture));
        }
        {
            const std::lock_guard held(mutex_);
            over_ = true;
        }
        wake();
    }

    void say(std::vector<seen_code> found) {
        bool news = false;
        const auto now = clock_.steady_ms();
        for (auto& code : found) {
            if (code.text.size() > code_bytes_max || !view_.worth_saying(code.text, now)) continue;
            const std::lock_guard held(mutex_);
            if (codes_.size() == codes_waiting_max) break;
            codes_.push_back(std::move(code.text));
            news = true;
        }
        if (news) wake();
    }

    const ground::system_clock clock_;
    std::unique_ptr<frame_supply> supply_; ///< the taking thread's
    int signal_;
    code_finder finder_;                   ///< this and the view: the reading thread's
    view view_;

    std::mutex mutex_;
    std::condition_variable_any changed_;
    raw_frame waiting_;
    bool fresh_ = false;
    bool frames_over_ = false; ///< no more will be taken
    bool over_ = false;        ///< and the last was read
    std::string trouble_;
    std::vector<std::string> codes_;
    std::jthread taker_, reader_;
};

} // namespace

std::unique_ptr<source> watch_frames(std::unique_ptr<frame_supply> supply) {
    return std::make_unique<camera_source>(std::move(supply));
}

} // namespace krug::scanner
