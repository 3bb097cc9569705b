export default {moments:{}};
